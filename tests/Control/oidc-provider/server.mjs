// An authorization server of other people's making, for SecondOpinionTests: node server.mjs cert.pem key.pem app-jwk.json
// Says "listening PORT" on standard error. Besides the server's own endpoints there are two for the test: /test/approve?user_code= does what a person
// does with the pages of the browser, and /test/polls tells how the device polled.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const [certificate, key, appKey] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const noBrowser = { redirect_uris: [], response_types: [] };
const refresh = 'refresh_token';
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
const polls = [];
let provider;

const server = createServer({ cert: certificate, key }, (request, response) => provider.callback()(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  provider = new Provider(`https://localhost:${port}`, {
    clients: [
      { ...noBrowser, client_id: 'device', application_type: 'native', token_endpoint_auth_method: 'none', grant_types: [deviceCode, refresh] },
      { ...noBrowser, client_id: 'app-secret', client_secret: 'fake~secret-of+app/1', token_endpoint_auth_method: 'client_secret_post', grant_types: ['client_credentials'] },
      { ...noBrowser, client_id: 'app-key', token_endpoint_auth_method: 'private_key_jwt', grant_types: ['client_credentials'], jwks: { keys: [JSON.parse(appKey)] } },
    ],
    scopes: ['openid', 'offline_access', 'mail'],
    features: { deviceFlow: { enabled: true }, clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    rotateRefreshToken: true,
    cookies: { keys: ['fake'] },
  });
  provider.use(testEndpoints);
  provider.use(pollGuard);
  process.stderr.write(`listening ${port}\n`);
});

async function testEndpoints(context, next) {
  if (context.path === '/test/polls') {
    context.body = polls;
    return;
  }
  if (context.path !== '/test/approve') {
    await next();
    return;
  }
  const code = await provider.DeviceCode.findByUserCode(context.query.user_code.replaceAll('-', ''));
  const grant = new provider.Grant({ accountId: 'scans', clientId: code.clientId });
  grant.addOIDCScope(code.params.scope);
  Object.assign(code, { accountId: 'scans', scope: code.params.scope, grantId: await grant.save(), authTime: Math.floor(Date.now() / 1000) });
  await code.save();
  context.body = 'approved';
}

// The server leaves the interval and slow_down (RFC 8628 3.2, 3.5) to whoever stands before it: one second, and the second poll is told to slow down.
async function pollGuard(context, next) {
  const isPoll = context.path === '/token' && context.method === 'POST' && context.get('content-length') && await peekIsPoll(context);
  if (isPoll) polls.push(Date.now());
  if (isPoll && polls.length === 2) {
    context.status = 400;
    context.body = { error: 'slow_down', error_description: 'polled too often' };
    return;
  }
  await next();
  if (context.path === '/device/auth' && context.status === 200) context.body = { ...context.body, interval: 1 };
}

async function peekIsPoll(context) {
  const chunks = [];
  for await (const chunk of context.req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  // What has been read is given to the server as a body parser before it would.
  context.req.body = Object.fromEntries(new URLSearchParams(body.toString()));
  return context.req.body.grant_type === deviceCode;
}
