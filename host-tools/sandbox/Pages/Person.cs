using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Security;
using System.Threading.Tasks;

namespace DeviceMailAgent.Sandbox.Pages;

/// <summary>A person at a browser, for those who have none: demos and tests. It goes through the page as a browser does.</summary>
internal sealed class Person : IDisposable
{
    private readonly HttpClient _browser;

    public Person(CertificateAuthority authority)
    {
        var options = new SslClientAuthenticationOptions { CertificateChainPolicy = authority.Policy };
        _browser = new HttpClient(new SocketsHttpHandler { SslOptions = options, UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Types a code and presses a button. Returns whether the page took it: it then leads on to another.</summary>
    public async Task<bool> Answer(Uri page, string userCode, bool approve)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("user_code", userCode), KeyValuePair.Create("decision", approve ? "approve" : "deny")]);
        using HttpResponseMessage answer = await _browser.PostAsync(page, form);
        return answer.Headers.Location is not null;
    }

    public void Dispose() => _browser.Dispose();
}
