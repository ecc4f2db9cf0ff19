using DeviceMailAgent.Status;

namespace DeviceMailAgent.OAuth;

/// <summary>
/// What Entra's error_codes add to an OAuth error: the closer cause, for the words and the light. Entra asks not to branch on these
/// numbers, so nothing is asked again, forgotten or given up because of one (providers.md 1.6).
/// </summary>
public static class EntraHint
{
    /// <summary>The closer cause for an AADSTS number.</summary>
    /// <returns><see cref="Diagnosis.None"/> for a number that adds nothing; the OAuth error then says all there is.</returns>
    public static Diagnosis Of(int errorCode)
    {
        switch (errorCode)
        {
            // The refresh token.
            case 70000:
            case 70008: return Diagnosis.RefreshTokenRefused;
            case 700082: return Diagnosis.RefreshTokenUnused;
            case 700084: return Diagnosis.SinglePageToken;
            case 70043: return Diagnosis.SignInFrequency;
            case 50132:
            case 50133:
            case 50173: return Diagnosis.RefreshTokenRevoked;
            case 50072:
            case 50074:
            case 50076:
            case 50078:
            case 50079: return Diagnosis.MfaRequired;
            case 50055:
            case 50144: return Diagnosis.PasswordExpired;

            // Policies of the tenant.
            case 530036: return Diagnosis.AuthenticationFlowBlocked;
            case 53003:
            case 530032: return Diagnosis.ConditionalAccessBlocked;
            case 53000:
            case 53001:
            case 50097: return Diagnosis.CompliantDeviceRequired;
            case 530035: return Diagnosis.TokenSecurityDefaults;

            // The account.
            case 50053: return Diagnosis.AccountLocked;
            case 50057: return Diagnosis.AccountDisabled;
            case 50034: return Diagnosis.AccountUnknown;
            case 50056:
            case 50126: return Diagnosis.AccountPasswordWrong;
            case 50020:
            case 500208:
            case 90072: return Diagnosis.AccountTypeMismatch;
            case 50105: return Diagnosis.AccountNotAssigned;

            // Consent.
            case 65001: return Diagnosis.ConsentMissing;
            case 65004: return Diagnosis.ConsentDeclined;
            case 90094:
            case 90095: return Diagnosis.AdminConsentNeeded;
            default: return OfClient(errorCode);
        }
    }

    private static Diagnosis OfClient(int errorCode)
    {
        switch (errorCode)
        {
            case 7000222: return Diagnosis.ClientSecretExpired;
            case 7000215: return Diagnosis.ClientSecretWrong;
            case 7000218: return Diagnosis.ClientSecretMissing;
            case 700025: return Diagnosis.ClientSecretUnwanted;
            case 700016:
            case 700011:
            case 70001: return Diagnosis.ClientUnknown;
            case 7000112: return Diagnosis.ClientDisabled;
            case 700027:
            case 50012:
            case 500133: return Diagnosis.ClientAssertionRefused;
            case 700024: return Diagnosis.AssertionOutOfTime;
            case 650056:
            case 650057:
            case 65005: return Diagnosis.PermissionNotRegistered;

            // Scope, tenant and cloud.
            case 70011:
            case 28002:
            case 700022:
            case 700023: return Diagnosis.ScopeRefused;
            case 50194:
            case 9001023:
            case 90124:
            case 90130: return Diagnosis.TenantRequired;
            case 9002332: return Diagnosis.AppNotForPersonalAccounts;
            case 90002: return Diagnosis.TenantUnknown;
            case 90038:
            case 900382:
            case 900432: return Diagnosis.WrongCloud;
            case 500011: return Diagnosis.ResourceMissing;
            case 1002012: return Diagnosis.AppScopeWrong;
            default: return OfRequest(errorCode);
        }
    }

    private static Diagnosis OfRequest(int errorCode)
    {
        switch (errorCode)
        {
            // The device code.
            case 70016: return Diagnosis.DeviceCodePending;
            case 70019:
            case 70020: return Diagnosis.PairingExpired;
            case 90120: return Diagnosis.PairingDeclined;
            case 70018:
            case 90119: return Diagnosis.DeviceCodeWrong;
            case 50134: return Diagnosis.DeviceCodeMisrouted;

            // The sign-in in a browser.
            case 54005: return Diagnosis.AuthorizationCodeUsed;
            case 501481: return Diagnosis.CodeVerifierWrong;
            case 50011: return Diagnosis.RedirectNotRegistered;

            // Time cures it.
            case 90055: return Diagnosis.TokenThrottled;
            case 50196: return Diagnosis.TokenRequestLoop;
            case 90006:
            case 90024:
            case 90033:
            case 90090:
            case 50033:
            case 50087: return Diagnosis.TokenEndpointUnavailable;
            default: return Diagnosis.None;
        }
    }
}
