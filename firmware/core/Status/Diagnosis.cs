namespace DeviceMailAgent.Status;

/// <summary>
/// What went wrong, as a number that stays the same for ever: the scanner's panel shows it, the log says it, and
/// <c>devicemail explain</c> has the words for it. The hundreds say where: 1 the scanner's side, 2 the way to the provider,
/// 3 the token, 4 the login at the provider, 5 the mail itself, 6 this device.
/// </summary>
public enum Diagnosis
{
    /// <summary>Nothing wrong.</summary>
    None = 0,

    /// <summary>The scanner's connection broke before the mail was complete.</summary>
    ScannerLost = 101,
    /// <summary>The scanner sent nothing, or too little, for longer than the limits allow.</summary>
    ScannerTooSlow = 102,
    /// <summary>The scanner's address is not in the listener's allow list.</summary>
    ScannerNotAllowed = 103,
    /// <summary>The scanner's user name or password is wrong.</summary>
    ScannerLoginRefused = 104,
    /// <summary>The listener wants a login and the scanner sent none.</summary>
    ScannerLoginMissing = 105,
    /// <summary>A command line over the limit.</summary>
    LineTooLong = 106,
    /// <summary>The mail contains a sequence that some servers take for the end of data (SMTP smuggling).</summary>
    SmugglingRefused = 107,
    /// <summary>The mail is larger than the account's limit.</summary>
    MessageTooLarge = 108,
    /// <summary>More scanner connections than the agent has sessions.</summary>
    TooManySessions = 109,
    /// <summary>TLS with the scanner failed.</summary>
    ScannerTlsFailed = 110,
    /// <summary>The scanner connected and left without a mail: its panel's connection test, most likely.</summary>
    ConnectionTest = 111,
    /// <summary>The scanner spoke something that is not SMTP, or too many wrong commands.</summary>
    ScannerNotSmtp = 112,
    /// <summary>The mail has line feeds without carriage returns: repaired, carried or refused, as the listener says.</summary>
    ScannerBareLineFeeds = 113,
    /// <summary>The mail has a line of more than 998 octets (RFC 5322 2.1.1).</summary>
    ScannerLongLine = 114,
    /// <summary>The mail has a NUL, which RFC 5322 does not allow.</summary>
    ScannerNul = 115,
    /// <summary>The mail's header section, or one field of it, is too long to be put right and went on as it came.</summary>
    HeaderTooLong = 116,
    /// <summary>The scanner speaks SSL 3.0 or 2.0 only, which no TLS library serves any more (RFC 7568, RFC 6176).</summary>
    ScannerSslOnly = 117,
    /// <summary>The scanner's newest TLS is older than the listener's <c>tlsMin</c>.</summary>
    ScannerTlsTooOld = 118,
    /// <summary>So many wrong logins came from this address that it has to wait for a moment.</summary>
    ScannerGuessing = 119,

    /// <summary>The provider's host name has no address.</summary>
    NameNotResolved = 201,
    /// <summary>The provider's port refused the connection.</summary>
    ConnectionRefused = 202,
    /// <summary>No answer from the provider's address or network.</summary>
    ProviderUnreachable = 203,
    /// <summary>The provider closed or reset the connection.</summary>
    ProviderLost = 204,
    /// <summary>The connection broke after the end of data and before the reply: the mail may or may not have been accepted.</summary>
    OutcomeUnknown = 205,
    /// <summary>The provider did not answer within the RFC's time.</summary>
    ProviderSilent = 206,
    /// <summary>What answered does not speak SMTP.</summary>
    ProviderNotSmtp = 207,
    /// <summary>The provider does not offer STARTTLS; the agent does not go on in clear text.</summary>
    StartTlsNotOffered = 208,
    /// <summary>Clear text arrived behind the provider's answer to STARTTLS: someone on the way is injecting (RFC 3207 5).</summary>
    StartTlsInjected = 209,
    /// <summary>The provider's certificate is for another name.</summary>
    CertificateNameMismatch = 210,
    /// <summary>The provider's certificate has expired or is not yet valid; or this device's clock is wrong.</summary>
    CertificateExpired = 211,
    /// <summary>No trusted root stands behind the provider's certificate.</summary>
    CertificateUntrusted = 212,
    /// <summary>TLS with the provider failed for another reason.</summary>
    ProviderTlsFailed = 213,
    /// <summary>The provider does not offer the configured SASL mechanism.</summary>
    MechanismNotOffered = 214,
    /// <summary>The provider greeted or answered with a temporary refusal.</summary>
    ProviderBusy = 215,
    /// <summary>All the account's connections were busy for longer than a scanner waits.</summary>
    NoFreeConnection = 216,
    /// <summary>The provider says that TLS is too old (421 4.7.66); the agent speaks 1.2 and later, so something on the way does not.</summary>
    ProviderTlsTooOld = 217,
    /// <summary>The provider says that the agent broke the order of SMTP (454 4.5.0 after STARTTLS, 503): a fault of the agent.</summary>
    ProtocolMistake = 218,
    /// <summary>The account's <c>perMinuteMax</c> mails were sent within a minute, and the scanner could wait no longer.</summary>
    MailsPerMinuteReached = 219,

    /// <summary>The account has never been paired: no refresh token in the store.</summary>
    NoRefreshToken = 301,
    /// <summary>The token endpoint cannot be reached.</summary>
    TokenEndpointUnreachable = 302,
    /// <summary>The token endpoint answered with a server error or asked to wait.</summary>
    TokenEndpointUnavailable = 303,
    /// <summary>The refresh token was refused (invalid_grant): expired, revoked or blocked. Pair again.</summary>
    RefreshTokenRefused = 304,
    /// <summary>The client was refused (invalid_client, unauthorized_client).</summary>
    ClientRefused = 305,
    /// <summary>The scope was refused (invalid_scope).</summary>
    ScopeRefused = 306,
    /// <summary>The token endpoint's answer is not what RFC 6749 5.1 asks for.</summary>
    TokenAnswerMalformed = 307,
    /// <summary>A token is longer than the device has room for.</summary>
    TokenTooLong = 308,
    /// <summary>The token store cannot be written.</summary>
    StoreUnwritable = 309,
    /// <summary>The token store cannot be read.</summary>
    StoreUnreadable = 310,
    /// <summary>The token endpoint refused for another reason.</summary>
    TokenRequestRefused = 311,
    /// <summary>The sign-in succeeded but brought no refresh token: offline_access is missing from the scope.</summary>
    RefreshTokenNotGiven = 312,
    /// <summary>Nobody finished the sign-in before the code expired; or a policy blocks device codes, which looks the same from here (expired_token, AADSTS70019, 70020).</summary>
    PairingExpired = 313,
    /// <summary>The person declined the sign-in, or the code was settled already (access_denied, AADSTS90120).</summary>
    PairingDeclined = 314,
    /// <summary>The stored secret was sealed by another device or for another account: a copied card or file, or another key.</summary>
    StoreForeign = 315,
    /// <summary>The stored secret is damaged: cut short, or not as it was written.</summary>
    StoreDamaged = 316,
    /// <summary>The stored secret is older than one that was stored after it: someone has put back an old file.</summary>
    StoreRolledBack = 317,
    /// <summary>The key of the token store is missing, is none, or can be read by others.</summary>
    StoreKeyUnusable = 318,
    /// <summary>The account's client secret, private key or service account key is not in the store.</summary>
    NoCredential = 319,

    // From here to 399: the same refusals with a closer cause, told from Entra's error_codes. They only choose the words and the
    // light; whether to ask again or to forget a token goes by the OAuth error alone (OAuthError.Decide).

    /// <summary>The refresh token was not used for too long, 90 days at Microsoft (AADSTS700082).</summary>
    RefreshTokenUnused = 321,
    /// <summary>The refresh token was revoked: the password was changed or reset, or the sessions were ended (AADSTS50173, 50132, 50133).</summary>
    RefreshTokenRevoked = 322,
    /// <summary>A sign-in frequency policy wants a person to sign in again (AADSTS70043).</summary>
    SignInFrequency = 323,
    /// <summary>The token was issued to a single-page app and lives 24 hours (AADSTS700084).</summary>
    SinglePageToken = 324,
    /// <summary>Multi-factor authentication is asked for, has run out, or must be set up (AADSTS50072, 50074, 50076, 50078, 50079).</summary>
    MfaRequired = 325,
    /// <summary>The account's password has expired (AADSTS50055, 50144).</summary>
    PasswordExpired = 326,

    /// <summary>A policy on authentication flows refuses tokens that began with a device code (AADSTS530036).</summary>
    AuthenticationFlowBlocked = 331,
    /// <summary>Conditional Access blocks the sign-in (AADSTS53003, 530032).</summary>
    ConditionalAccessBlocked = 332,
    /// <summary>Conditional Access asks for a compliant or joined device, which this one cannot be (AADSTS53000, 53001, 50097).</summary>
    CompliantDeviceRequired = 333,
    /// <summary>The tenant's security defaults refuse the token (AADSTS530035).</summary>
    TokenSecurityDefaults = 334,
    /// <summary>The Google Workspace administrator does not allow this app (admin_policy_enforced, org_internal).</summary>
    AppNotAllowed = 335,
    /// <summary>The Google Workspace administrator has not delegated the scope to the service account (unauthorized_client).</summary>
    DelegationMissing = 336,

    /// <summary>The account is locked, or the address that asks has a bad reputation (AADSTS50053).</summary>
    AccountLocked = 341,
    /// <summary>The account is disabled (AADSTS50057).</summary>
    AccountDisabled = 342,
    /// <summary>The account does not exist in the tenant (AADSTS50034).</summary>
    AccountUnknown = 343,
    /// <summary>The password is wrong or missing (AADSTS50126, 50056).</summary>
    AccountPasswordWrong = 344,
    /// <summary>Account and tenant do not fit: a personal account on a work endpoint, a guest, another tenant (AADSTS50020, 500208, 90072).</summary>
    AccountTypeMismatch = 345,
    /// <summary>The app admits only users assigned to it, and this one is not (AADSTS50105).</summary>
    AccountNotAssigned = 346,

    /// <summary>Nobody has consented to the app's permission (AADSTS65001).</summary>
    ConsentMissing = 351,
    /// <summary>Only an administrator may consent (AADSTS90094, 90095).</summary>
    AdminConsentNeeded = 352,
    /// <summary>The user declined the consent (AADSTS65004).</summary>
    ConsentDeclined = 353,

    /// <summary>The client secret has expired (AADSTS7000222).</summary>
    ClientSecretExpired = 361,
    /// <summary>The client secret is wrong (AADSTS7000215).</summary>
    ClientSecretWrong = 362,
    /// <summary>A client secret is missing, or public client flows are off (AADSTS7000218).</summary>
    ClientSecretMissing = 363,
    /// <summary>A public client sent a secret (AADSTS700025).</summary>
    ClientSecretUnwanted = 364,
    /// <summary>The tenant does not know the app (AADSTS700016, 700011, 70001).</summary>
    ClientUnknown = 365,
    /// <summary>The app is disabled or deleted (AADSTS7000112; Google's disabled_client, deleted_client).</summary>
    ClientDisabled = 366,
    /// <summary>The signed assertion was refused: certificate, signature or clock (AADSTS700027, 50012, 500133).</summary>
    ClientAssertionRefused = 367,
    /// <summary>The app registration lacks the permission or resource (AADSTS650057, 650056, 65005).</summary>
    PermissionNotRegistered = 368,
    /// <summary>The signed assertion is not yet or no longer valid: this device's clock is wrong (AADSTS700024).</summary>
    AssertionOutOfTime = 369,

    /// <summary>The endpoint must name the tenant (AADSTS50194, 9001023, 90124, 90130).</summary>
    TenantRequired = 371,
    /// <summary>The app is for work accounts only and was called for personal ones (AADSTS9002332).</summary>
    AppNotForPersonalAccounts = 372,
    /// <summary>There is no such tenant: a typing mistake, or another cloud (AADSTS90002).</summary>
    TenantUnknown = 373,
    /// <summary>The tenant is in another national cloud (AADSTS90038, 900382, 900432).</summary>
    WrongCloud = 374,
    /// <summary>The tenant does not have the resource: wrong resource host, or no Exchange Online (AADSTS500011).</summary>
    ResourceMissing = 375,
    /// <summary>A login as an app needs a scope that ends in /.default (AADSTS1002012).</summary>
    AppScopeWrong = 376,

    /// <summary>The device code waits for someone to enter it (authorization_pending).</summary>
    DeviceCodePending = 381,
    /// <summary>The code was not typed as shown (bad_verification_code, AADSTS70018, 90119).</summary>
    DeviceCodeWrong = 384,
    /// <summary>The sign-in was started and approved in different data centres (AADSTS50134).</summary>
    DeviceCodeMisrouted = 385,
    /// <summary>The code of a sign-in in the browser was used before (AADSTS54005).</summary>
    AuthorizationCodeUsed = 386,
    /// <summary>The sign-in in the browser was not begun by the program that ends it: PKCE's verifier does not fit (AADSTS501481; RFC 7636 4.6).</summary>
    CodeVerifierWrong = 387,
    /// <summary>The address that the browser is sent back to is not in the app registration (AADSTS50011).</summary>
    RedirectNotRegistered = 388,

    /// <summary>The token endpoint has had too many requests from this tenant (AADSTS90055).</summary>
    TokenThrottled = 391,
    /// <summary>The token endpoint sees the same request again and again (AADSTS50196).</summary>
    TokenRequestLoop = 392,

    /// <summary>535 5.7.3 or 5.7.8 even with a new token: wrong user, wrong audience or missing permission.</summary>
    LoginRefused = 401,
    /// <summary>SMTP AUTH is switched off for the tenant or the mailbox.</summary>
    SmtpAuthDisabled = 402,
    /// <summary>A password was used where only OAuth2 is accepted.</summary>
    BasicAuthDisabled = 403,
    /// <summary>Conditional Access or another policy refused the sign-in.</summary>
    PolicyRefused = 404,
    /// <summary>The tenant's security defaults refused the sign-in.</summary>
    SecurityDefaults = 405,
    /// <summary>The provider says that the password is wrong.</summary>
    WrongPassword = 406,
    /// <summary>Too many connections at once for this mailbox (432).</summary>
    TooManyConnections = 407,
    /// <summary>The provider cannot check the login just now.</summary>
    LoginDeferred = 408,
    /// <summary>The provider refuses a token that expires soon (501 5.5.127): raise refreshMarginSeconds.</summary>
    TokenExpiresSoon = 409,
    /// <summary>The provider wants an app password or a login in a browser.</summary>
    AppPasswordRequired = 410,
    /// <summary>The provider says that the session is not logged in (530).</summary>
    NotAuthenticated = 411,
    /// <summary>The provider takes a login only over TLS (530 "STARTTLS first", 538).</summary>
    EncryptionRequired = 412,

    /// <summary>The mailbox may not send as this address.</summary>
    SendAsDenied = 501,
    /// <summary>The provider refused the sender.</summary>
    SenderRefused = 502,
    /// <summary>The provider refused a recipient.</summary>
    RecipientRefused = 503,
    /// <summary>The provider says that the mail is too large.</summary>
    ProviderSizeRefused = 504,
    /// <summary>The mailbox has reached its sending limit.</summary>
    SendingLimitReached = 505,
    /// <summary>The mailbox is full (often Sent Items, full of scans).</summary>
    MailboxFull = 506,
    /// <summary>The provider refused the mail for another reason.</summary>
    MailRefused = 507,
    /// <summary>The provider refused for now.</summary>
    MailDeferred = 508,
    /// <summary>The sender or its tenant is blocked for spam.</summary>
    SenderBlocked = 509,
    /// <summary>The recipient receives too much just now.</summary>
    RecipientBusy = 510,
    /// <summary>The mail is 8-bit and the provider does not take that (RFC 6152).</summary>
    EightBitNotOffered = 511,
    /// <summary>The tenant does not take mail without a login in its own name (Direct Send; 550 5.7.68).</summary>
    DirectSendRefused = 512,
    /// <summary>The whole tenant has reached its limit of external recipients (550 5.7.232, 5.7.233).</summary>
    TenantLimitReached = 513,
    /// <summary>The whole tenant is blocked for spam (550 5.7.705).</summary>
    TenantBlocked = 514,
    /// <summary>The provider sends only for addresses or domains that were verified with it, and this sender is not.</summary>
    SenderNotVerified = 515,
    /// <summary>The relay does not know this office's internet address or certificate (550 5.7.64).</summary>
    RelayAddressUnknown = 516,
    /// <summary>The mail has line feeds without carriage returns (550 5.6.11).</summary>
    BareLineFeeds = 517,

    /// <summary>The configuration names something that does not exist or cannot work.</summary>
    Misconfigured = 601,
    /// <summary>This device's clock is not set: a mail without a Date went on without one.</summary>
    ClockNotSet = 602,
    /// <summary>The device passes on mail for addresses that it should not know.</summary>
    OpenRelay = 611,
    /// <summary>This device's clock differs from the provider's, or the tool's, by more than tokens and certificates stand.</summary>
    ClockWrong = 612,
    /// <summary>A listener of this device does not answer where the scanners would find it.</summary>
    ListenerUnreachable = 613,

    // 621 to 629: nothing is wrong yet. Told two weeks ahead (Forecast.WarnDays).

    /// <summary>The refresh token dies of disuse before long: it could not be used for weeks.</summary>
    RefreshTokenUnusedSoon = 621,
    /// <summary>The client secret ends before long.</summary>
    ClientSecretEndsSoon = 622,
    /// <summary>The certificate that the app proves itself with ends before long.</summary>
    CertificateEndsSoon = 623,
    /// <summary>The sign-in ends before long, however much it is used (oauth.signInDays).</summary>
    SignInEndsSoon = 624,
}
