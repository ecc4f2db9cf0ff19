using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Status;

/// <summary>
/// When one account will stop working, as far as that can be known: days until the sign-in, the client secret or the certificate ends. 0: today, or
/// over already.
/// </summary>
public sealed class Forecast
{
    /// <summary>Said instead of days where nobody knows.</summary>
    public const int Unknown = -1;

    /// <summary>So many days ahead people are told: time for an administrator who comes twice a month.</summary>
    public const int WarnDays = 14;

    /// <summary>Seconds between two mails to the owner, at least: a week.</summary>
    public const long NoticeSecondsMin = 7 * SecondsOfDay;

    private const long SecondsOfDay = 24 * 3600;

    // Microsoft Entra "Refresh tokens": 90 days, sliding with every use (documented). For personal accounts, live.com, the same is only reported.
    private const int MicrosoftDays = 90;
    // Google Identity, "Refresh token expiration": not used for six months (documented); the shortest six months have 181 days.
    private const int GoogleDays = 180;

    private static readonly byte[][] MicrosoftHosts = new byte[][]
    {
        Ascii.Bytes("microsoftonline.com"), Ascii.Bytes("microsoftonline.us"), Ascii.Bytes("partner.microsoftonline.cn"), Ascii.Bytes("live.com"),
    };

    private static readonly byte[][] GoogleHosts = new byte[][] { Ascii.Bytes("googleapis.com"), Ascii.Bytes("google.com") };

    /// <summary>Days until the refresh token dies of disuse, counted from its last use.</summary>
    public int DisuseDays { get; set; } = Unknown;

    /// <summary>Days until the sign-in ends however much it is used: an app in Google's "Testing" gives seven from the consent.</summary>
    public int SignInDays { get; set; } = Unknown;

    /// <summary>Days until the client secret ends.</summary>
    public int SecretDays { get; set; } = Unknown;

    /// <summary>Days until the certificate ends.</summary>
    public int CertificateDays { get; set; } = Unknown;

    /// <summary>Why the last renewal was refused; <see cref="Diagnosis.None"/> if it was not.</summary>
    public Diagnosis Refusal { get; set; }

    /// <summary>
    /// What the light and the owner are told of: the end that comes first, if that is within <see cref="WarnDays"/>. None: nothing is due. A refusal is
    /// not among them, since it shows itself.
    /// </summary>
    public Diagnosis Due
    {
        get
        {
            int first = WarnDays + 1;
            Diagnosis due = Diagnosis.None;
            Take(SecretDays, Diagnosis.ClientSecretEndsSoon, ref first, ref due);
            Take(CertificateDays, Diagnosis.CertificateEndsSoon, ref first, ref due);
            Take(SignInDays, Diagnosis.SignInEndsSoon, ref first, ref due);
            Take(DisuseDays, Diagnosis.RefreshTokenUnusedSoon, ref first, ref due);
            return due;
        }
    }

    /// <summary>The days that belong to <see cref="Due"/>; <see cref="Unknown"/> when nothing is due.</summary>
    public int DueDays
    {
        get
        {
            switch (Due)
            {
                case Diagnosis.ClientSecretEndsSoon: return SecretDays;
                case Diagnosis.CertificateEndsSoon: return CertificateDays;
                case Diagnosis.SignInEndsSoon: return SignInDays;
                case Diagnosis.RefreshTokenUnusedSoon: return DisuseDays;
                default: return Unknown;
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        DisuseDays = Unknown;
        SignInDays = Unknown;
        SecretDays = Unknown;
        CertificateDays = Unknown;
        Refusal = Diagnosis.None;
    }

    /// <summary>
    /// Days in the calendar, in UTC, from now to an end, as a person counts them who has only the date; both in seconds since 1970.
    /// <see cref="Unknown"/> when either is not known (0 or less).
    /// </summary>
    public static int DaysUntil(long nowSeconds, long endSeconds)
    {
        if (nowSeconds <= 0 || endSeconds <= 0) return Unknown;
        long days = endSeconds / SecondsOfDay - nowSeconds / SecondsOfDay;
        return days < 0 ? 0 : days > int.MaxValue ? int.MaxValue : (int)days;
    }

    /// <summary>How many days an unused refresh token of a provider lives.</summary>
    /// <param name="tokenEndpointHost">The token endpoint's host name.</param>
    /// <returns><see cref="Unknown"/> where the provider does not say.</returns>
    public static int DisuseDaysOf(byte[] tokenEndpointHost)
    {
        for (int i = 0; i < MicrosoftHosts.Length; i++)
        {
            if (IsWithin(tokenEndpointHost, MicrosoftHosts[i])) return MicrosoftDays;
        }
        for (int i = 0; i < GoogleHosts.Length; i++)
        {
            if (IsWithin(tokenEndpointHost, GoogleHosts[i])) return GoogleDays;
        }
        return Unknown;
    }

    /// <summary>True if the owner may be written to again. Seconds since 1970, UTC; <paramref name="lastSeconds"/> 0: never written.</summary>
    public static bool MayNotify(long nowSeconds, long lastSeconds)
    {
        return nowSeconds > 0 && (lastSeconds <= 0 || nowSeconds - lastSeconds >= NoticeSecondsMin);
    }

    private static void Take(int days, Diagnosis diagnosis, ref int first, ref Diagnosis due)
    {
        if (days < 0 || days >= first) return;
        first = days;
        due = diagnosis;
    }

    // The domain itself, or a name below it.
    private static bool IsWithin(byte[] host, byte[] domain)
    {
        int at = host.Length - domain.Length;
        if (at < 0 || (at > 0 && host[at - 1] != (byte)'.')) return false;
        return Ascii.EqualsIgnoreCase(host, at, domain.Length, domain);
    }
}
