using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Log;

/// <summary>A diagnosis in English: what happened, then what to do.</summary>
internal static class DiagnosisText
{
    public static string Of(Diagnosis diagnosis)
    {
        switch ((int)diagnosis / 100)
        {
            case 1: return OfScanner(diagnosis);
            case 2: return OfWay(diagnosis);
            case 3: return (int)diagnosis < 320 ? OfToken(diagnosis) : (int)diagnosis < 360 ? OfSignIn(diagnosis) : OfClient(diagnosis);
            case 4: return OfLogin(diagnosis);
            case 5: return OfMail(diagnosis);
            default: return OfDevice(diagnosis);
        }
    }

    private static string OfDevice(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.Misconfigured: return "The configuration cannot work. Run devicemail-agent --check.";
            case Diagnosis.RefreshTokenUnusedSoon: return "The refresh token could not be used for weeks and dies soon. See why renewals fail, and send a test mail.";
            case Diagnosis.ClientSecretEndsSoon: return "The client secret ends soon. Make a new one in the app registration and store it with devicemail-agent --import-secret.";
            case Diagnosis.CertificateEndsSoon: return "The app's certificate ends soon. Make a new one, add it to the app registration and agent.json, and store its key with devicemail-agent --import-secret.";
            case Diagnosis.SignInEndsSoon: return "The sign-in ends soon, however much it is used. Pair the account again before that.";
            case Diagnosis.ClockNotSet: return "This device's clock is not set, so that a mail got neither Date nor Received. Check timedatectl and the way to a time server.";
            case Diagnosis.OpenRelay: return "This device passes on mail for addresses that it should not know. Narrow allow in agent.json.";
            case Diagnosis.ClockWrong: return "This device's clock is wrong. Check timedatectl and the way to a time server.";
            case Diagnosis.ListenerUnreachable: return "A listener does not answer where scanners would find it. Check address, port and the firewall.";
            default: return "";
        }
    }

    private static string OfScanner(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.ScannerLost: return "The scanner's connection broke before the mail was complete; nothing was sent. Scan again; look at its cable or Wi-Fi if it happens often.";
            case Diagnosis.ScannerTooSlow: return "The scanner sent nothing, or too little, for too long. Look at its network connection and scan again.";
            case Diagnosis.ScannerNotAllowed: return "The address is not in this listener's allow list. If it is a scanner of yours, add it in agent.json.";
            case Diagnosis.ScannerLoginRefused: return "The scanner's user name or password is wrong. Compare its panel with logins in agent.json.";
            case Diagnosis.ScannerLoginMissing: return "The scanner did not log in, and this listener wants it. Switch SMTP authentication on at its panel, or write login: optional.";
            case Diagnosis.LineTooLong: return "A command was longer than SMTP allows and was passed over. Shorten the longest address or name at the scanner's panel.";
            case Diagnosis.SmugglingRefused: return "The mail has line ends that could hide a second mail; nothing was sent. Update the scanner's firmware.";
            case Diagnosis.MessageTooLarge: return "The mail is larger than sizeMax. Scan fewer pages or at a lower resolution, or raise sizeMax if the provider takes more.";
            case Diagnosis.TooManySessions: return "Every session is taken: by a mail, or by a scanner that could not be sent away in time. The scanner was told to try again; nothing to do unless it happens often.";
            case Diagnosis.ScannerTlsFailed: return "TLS with the scanner failed. One that begins with TLS at once needs tls: implicit or auto, an old one tlsMin: 1.0, or TLS off at its panel.";
            case Diagnosis.ConnectionTest: return "The scanner connected and left without a mail: most likely its panel's connection test. Nothing to do.";
            case Diagnosis.ScannerNotSmtp: return "What connected does not speak SMTP. If it is a scanner, choose SMTP at its panel and check the port.";
            case Diagnosis.ScannerBareLineFeeds: return "The mail has line feeds without carriage returns. With lines: repair it was put right; update the scanner's firmware if it was refused.";
            case Diagnosis.ScannerLongLine: return "The mail has a line of more than 998 octets. If it was refused, choose PDF at the scanner's panel or write longLines: carry.";
            case Diagnosis.ScannerNul: return "The mail has a NUL in it. If it was refused, clear the message text at the scanner's panel or write nul: carry.";
            case Diagnosis.HeaderTooLong: return "The mail's header section, or a field of it, is too long to be put right and went on as it came. Shorten the sender's name at the scanner's panel if the mail was refused.";
            case Diagnosis.ScannerSslOnly: return "The scanner knows SSL 3.0 or older only, which is broken and served no more. Update its firmware, or switch SSL/TLS off at its panel.";
            case Diagnosis.ScannerTlsTooOld: return "The scanner's TLS is older than 1.2. Write tlsMin: 1.0 for this listener, or update the scanner's firmware.";
            case Diagnosis.ScannerGuessing: return "Too many wrong logins came from this address; it is locked for a minute. Compare its panel with logins in agent.json; if it is no scanner, find out what it is.";
            default: return "";
        }
    }

    private static string OfWay(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.NameNotResolved: return "The provider's host name has no address. Check smtp.host and this device's name server.";
            case Diagnosis.ConnectionRefused: return "The provider's port refused the connection. Check smtp.host and smtp.port.";
            case Diagnosis.ProviderUnreachable: return "No answer from the provider's address. Check this device's internet connection and the firewall for the port.";
            case Diagnosis.ProviderLost: return "The provider closed the connection; nothing was sent. Trying again is safe.";
            case Diagnosis.OutcomeUnknown: return "The connection broke after the end of the mail and before the answer: it may have arrived. Look at the recipient before sending it again.";
            case Diagnosis.ProviderSilent: return "The provider did not answer in time. Try again; check the internet connection if it happens often.";
            case Diagnosis.ProviderNotSmtp: return "What answered at the provider's address does not speak SMTP. Check smtp.port, and whether a portal or firewall answers instead.";
            case Diagnosis.StartTlsNotOffered: return "The provider offers no STARTTLS, and the agent does not go on in clear. Check smtp.port; a firewall may be removing the offer.";
            case Diagnosis.StartTlsInjected: return "Clear text arrived behind the answer to STARTTLS: something on the way interferes. Check smtp.port and security, then the firewall.";
            case Diagnosis.CertificateNameMismatch: return "The certificate is for another name. Write the provider's own host name; if it is right, something on the way interferes.";
            case Diagnosis.CertificateExpired: return "The certificate is out of its dates. Check this device's clock (timedatectl); if it is right, the provider has to renew the certificate.";
            case Diagnosis.CertificateUntrusted: return "No trusted root stands behind the certificate. For a server of your own name its root in ca; else something on the way interferes.";
            case Diagnosis.ProviderTlsFailed: return "TLS with the provider failed. Check that port and security belong together: 587 with starttls, 465 with implicit; the agent wants TLS 1.2 or later.";
            case Diagnosis.MechanismNotOffered: return "The provider does not offer the configured mechanism. Check mechanism against what the provider documents.";
            case Diagnosis.ProviderBusy: return "The provider refused for now. The scanner may try again in a few minutes.";
            case Diagnosis.MailsPerMinuteReached: return "The account has sent perMinuteMax mails within a minute, and the scanner could wait no longer. Try again; raise perMinuteMax if the provider takes more.";
            case Diagnosis.NoFreeConnection: return "All connections of the account stayed busy. Try again; raise connectionsMax if the provider allows more.";
            case Diagnosis.ProviderTlsTooOld: return "The provider says that TLS is too old, but the agent speaks 1.2 and later: something on the way changes it. Look at the firewall's TLS inspection.";
            case Diagnosis.ProtocolMistake: return "The provider says that the agent broke the order of SMTP. Please report this line.";
            default: return "";
        }
    }

    private static string OfToken(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.NoRefreshToken: return "The account has no secret in the store. Pair it, or give it one with devicemail-agent --import-secret.";
            case Diagnosis.TokenEndpointUnreachable: return "The token endpoint cannot be reached. Check tokenEndpoint, the name server and the firewall for port 443.";
            case Diagnosis.TokenEndpointUnavailable: return "The token endpoint is in trouble or asks to wait. The agent tries again by itself.";
            case Diagnosis.RefreshTokenRefused: return "The refresh token is no longer accepted: expired, revoked, or blocked by a policy. Pair the account again.";
            case Diagnosis.ClientRefused: return "The client was refused. Check clientId, and that the app registration allows public client flows.";
            case Diagnosis.ScopeRefused: return "The scope was refused. Check scope, and that the permission was granted.";
            case Diagnosis.TokenAnswerMalformed: return "The token endpoint's answer is not a token response. Check tokenEndpoint; a portal or proxy may answer instead.";
            case Diagnosis.TokenTooLong: return "A token is longer than the agent has room for. Remove the mailbox from large groups, or ask for fewer claims.";
            case Diagnosis.StoreUnwritable: return "The token store cannot be written. Check that the disk is not full or read-only, and that the folder belongs to the agent's user.";
            case Diagnosis.StoreForeign: return "The stored secret was sealed by another device or for another account. If this card or file was copied, that is on purpose: pair this device again.";
            case Diagnosis.StoreDamaged: return "The stored secret is damaged. Check the card, then pair again or import the password.";
            case Diagnosis.StoreRolledBack: return "The stored secret is older than the last one: someone has put back an old file. Pair again or import the password.";
            case Diagnosis.StoreKeyUnusable: return "The key of the token store is missing or unusable. `devicemail-agent --check` says why and what to do.";
            case Diagnosis.StoreUnreadable: return "The token store cannot be read. Check that its folder and files belong to the agent's user.";
            case Diagnosis.TokenRequestRefused: return "The token endpoint refused. Look at its error and pair the account again.";
            case Diagnosis.RefreshTokenNotGiven: return "The sign-in brought no refresh token. Add offline_access to scope and pair again.";
            case Diagnosis.PairingExpired: return "Nobody finished the sign-in in time, or a policy blocks device codes. Pair again; if the browser says that access is blocked, the tenant's admin has to exempt the account.";
            case Diagnosis.PairingDeclined: return "The sign-in was declined. Pair again and accept it.";
            case Diagnosis.NoCredential: return "The account's client secret or key is not in the store. Give it one with devicemail-agent --import-secret.";
            default: return "";
        }
    }

    private static string OfSignIn(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.RefreshTokenUnused: return "The refresh token was not used for too long. Pair the account again, and leave the agent switched on.";
            case Diagnosis.RefreshTokenRevoked: return "The refresh token was revoked, as after a change of password. Pair the account again.";
            case Diagnosis.SignInFrequency: return "A sign-in frequency policy wants a person. Pair again; the tenant's admin has to exempt the account, or it comes back.";
            case Diagnosis.SinglePageToken: return "The app is registered as a single-page app, whose tokens live a day. Register it as a mobile and desktop app and pair again.";
            case Diagnosis.MfaRequired: return "Multi-factor authentication is asked for. Pair the account again and complete it.";
            case Diagnosis.PasswordExpired: return "The account's password has expired. Set a new one and pair the account again.";
            case Diagnosis.AuthenticationFlowBlocked: return "A policy refuses tokens that began with a device code. The tenant's admin exempts the account, or pair it with authorization code.";
            case Diagnosis.ConditionalAccessBlocked: return "Conditional Access blocks the sign-in. The tenant's admin looks at the sign-in log and exempts this account.";
            case Diagnosis.CompliantDeviceRequired: return "Conditional Access asks for a compliant device, which this one cannot be. The tenant's admin exempts this account.";
            case Diagnosis.TokenSecurityDefaults: return "The tenant's security defaults refuse the token. The tenant's admin decides about them.";
            case Diagnosis.AppNotAllowed: return "The Google Workspace administrator does not allow this app. The administrator has to allow it, then pair again.";
            case Diagnosis.DelegationMissing: return "The Workspace administrator has not delegated the scope to this service account. The administrator adds its client ID under domain-wide delegation.";
            case Diagnosis.AccountLocked: return "The account is locked. The tenant's admin unlocks it.";
            case Diagnosis.AccountDisabled: return "The account is disabled. The tenant's admin enables it.";
            case Diagnosis.AccountUnknown: return "The account does not exist in the tenant. Check user and the tenant in tokenEndpoint.";
            case Diagnosis.AccountPasswordWrong: return "The account's password is wrong or missing. Pair the account again.";
            case Diagnosis.AccountTypeMismatch: return "Account and tenant do not fit. Check the tenant in tokenEndpoint: consumers for personal accounts, the tenant's own for others.";
            case Diagnosis.AccountNotAssigned: return "The app admits only users assigned to it. The tenant's admin assigns this one.";
            case Diagnosis.ConsentMissing: return "Nobody has consented to the app's permission. Pair the account again and consent.";
            case Diagnosis.AdminConsentNeeded: return "Only an administrator may consent to the app. The tenant's admin does so, then pair again.";
            case Diagnosis.ConsentDeclined: return "The consent was declined. Pair the account again and consent.";
            default: return "";
        }
    }

    private static string OfClient(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.ClientSecretExpired: return "The client secret has expired. Make a new one in the app registration.";
            case Diagnosis.ClientSecretWrong: return "The client secret is wrong. Copy the secret's value, not its ID.";
            case Diagnosis.ClientSecretMissing: return "The app registration wants a secret. Allow public client flows there.";
            case Diagnosis.ClientSecretUnwanted: return "A public client sent a secret. Remove it.";
            case Diagnosis.ClientUnknown: return "The tenant does not know the app. Check clientId and the tenant in tokenEndpoint.";
            case Diagnosis.ClientDisabled: return "The app is disabled or deleted. Enable it, or use another clientId.";
            case Diagnosis.ClientAssertionRefused: return "The signed assertion was refused. Check that key, certificate and app registration belong together, the mailbox in user, and this device's clock (timedatectl).";
            case Diagnosis.PermissionNotRegistered: return "The app registration lacks the permission. Add SMTP.Send there and pair again.";
            case Diagnosis.AssertionOutOfTime: return "The signed assertion is out of its time. Set this device's clock (timedatectl).";
            case Diagnosis.TenantRequired: return "The endpoint must name the tenant. Put the tenant's name or ID into tokenEndpoint.";
            case Diagnosis.AppNotForPersonalAccounts: return "The app is for work accounts only. Let it serve personal accounts in its registration, or use a work account.";
            case Diagnosis.TenantUnknown: return "There is no such tenant. Check the tenant's name in tokenEndpoint, and the cloud it is in.";
            case Diagnosis.WrongCloud: return "The tenant is in another national cloud. Use that cloud's endpoints and host.";
            case Diagnosis.ResourceMissing: return "The tenant does not have the resource. Check the host in scope, and that the tenant has Exchange Online.";
            case Diagnosis.AppScopeWrong: return "A login as an app needs a scope that ends in /.default. Correct scope in agent.json.";
            case Diagnosis.DeviceCodePending: return "The device code waits for someone to enter it. Enter it in the browser.";
            case Diagnosis.DeviceCodeWrong: return "The device code was not typed as shown. Begin the pairing again.";
            case Diagnosis.DeviceCodeMisrouted: return "The sign-in was started and approved in different data centres. Put the tenant's name into the endpoints and pair again.";
            case Diagnosis.AuthorizationCodeUsed: return "The code of the sign-in was used before. Begin the pairing again.";
            case Diagnosis.CodeVerifierWrong: return "The sign-in was ended by another program than began it. Begin the pairing again, in one browser window.";
            case Diagnosis.RedirectNotRegistered: return "The app registration does not know the address that the browser returns to. Add http://localhost there as a mobile and desktop app.";
            case Diagnosis.TokenThrottled: return "The token endpoint has had too many requests. The agent waits and tries again.";
            case Diagnosis.TokenRequestLoop: return "The token endpoint sees the same request again and again. Stop whatever else uses this clientId, then wait.";
            default: return "";
        }
    }

    private static string OfLogin(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.LoginRefused: return "The provider refuses the login even with a new token. Check user, scope, and that this user may use SMTP AUTH.";
            case Diagnosis.SmtpAuthDisabled: return "SMTP AUTH is switched off for the tenant or the mailbox. The tenant's admin runs Set-CASMailbox USER -SmtpClientAuthenticationDisabled $false.";
            case Diagnosis.BasicAuthDisabled: return "The provider takes no passwords any more. Use mechanism xoauth2 and pair the account.";
            case Diagnosis.PolicyRefused: return "A policy of the tenant refused the sign-in. The tenant's admin looks at the sign-in log and exempts this account.";
            case Diagnosis.SecurityDefaults: return "The tenant's security defaults refused the sign-in. The tenant's admin decides about them.";
            case Diagnosis.WrongPassword: return "The provider says that the password is wrong. Store the right one with devicemail-agent --import-secret.";
            case Diagnosis.TooManyConnections: return "Too many connections at once for this mailbox. Lower connectionsMax, or see what else sends with it.";
            case Diagnosis.LoginDeferred: return "The provider cannot check the login just now. Try again in a few minutes.";
            case Diagnosis.TokenExpiresSoon: return "The provider wants a token that lives longer. Raise refreshMarginSeconds.";
            case Diagnosis.AppPasswordRequired: return "The provider wants an app password or a login in a browser. Make one and store it with devicemail-agent --import-secret.";
            case Diagnosis.NotAuthenticated: return "The provider says that the session is not logged in. Check mechanism and user.";
            case Diagnosis.EncryptionRequired: return "The provider takes a login only over TLS. Write security: starttls or implicit.";
            default: return "";
        }
    }

    private static string OfMail(Diagnosis diagnosis)
    {
        switch (diagnosis)
        {
            case Diagnosis.SendAsDenied: return "The mailbox may not send as this address. Set sender.rewrite, or grant Send As for it.";
            case Diagnosis.SenderRefused: return "The provider refused the sender. Write the mailbox's own address at the scanner's panel, or set sender.rewrite.";
            case Diagnosis.RecipientRefused: return "The provider refused a recipient. Check the address in the scanner's address book.";
            case Diagnosis.ProviderSizeRefused: return "The provider says that the mail is too large. Scan fewer pages or at a lower resolution.";
            case Diagnosis.SendingLimitReached: return "The mailbox has reached its sending limit. Wait until tomorrow, or share the scanners among mailboxes.";
            case Diagnosis.MailboxFull: return "The mailbox is full, often of its own Sent Items. Empty it or give it a retention policy.";
            case Diagnosis.MailRefused: return "The provider refused the mail. Its reply says why.";
            case Diagnosis.MailDeferred: return "The provider deferred the mail. The scanner may try again in a few minutes.";
            case Diagnosis.SenderBlocked: return "The sender is blocked for spam. The tenant's admin looks at Restricted entities.";
            case Diagnosis.RecipientBusy: return "The recipient receives too much just now. Try again later.";
            case Diagnosis.EightBitNotOffered: return "The mail is 8-bit and the provider does not take that. Switch 8-bit transfer off at the scanner's panel.";
            case Diagnosis.DirectSendRefused: return "The tenant takes no mail in its own name without a login. Use an account with a login, or a connector.";
            case Diagnosis.TenantLimitReached: return "The whole tenant has reached its limit of external recipients. Wait until tomorrow, or ask the tenant's admin.";
            case Diagnosis.TenantBlocked: return "The whole tenant is blocked for spam. The tenant's admin asks the provider.";
            case Diagnosis.SenderNotVerified: return "The provider sends only for verified addresses, and this sender is not one. Verify it there, or set sender.rewrite.";
            case Diagnosis.RelayAddressUnknown: return "The relay does not know this office's internet address. The tenant's admin adds it to the connector.";
            case Diagnosis.BareLineFeeds: return "The mail has line feeds without carriage returns, which the provider refuses. Update the scanner's firmware.";
            default: return "";
        }
    }
}
