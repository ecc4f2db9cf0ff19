using System;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>What the mechanisms say (RFC 4616, RFC 7628, and XOAUTH2 as Microsoft and Google describe it), in pieces of any size.</summary>
public sealed class SaslVectors : Group
{
    /// <inheritdoc/>
    public override string Name
    {
        get { return "sasl"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        Says(checks, new Plain(), "scans@example.org", "secret", "\\0scans@example.org\\0secret");
        Says(checks, new XOAuth2(), "scans@example.org", "ya29.fake-token", "user=scans@example.org\\1auth=Bearer ya29.fake-token\\1\\1");
        Says(checks, new OAuthBearer("smtp.example.org", 587), "a,b=c@example.org", "fake-token",
            "n,a=a=2Cb=3Dc@example.org,\\1host=smtp.example.org\\1port=587\\1auth=Bearer fake-token\\1\\1");
        Says(checks, new Login(), "scans@example.org", "secret", "scans@example.org");
        Refuses(checks, new Plain(), "sc\\0ans", "secret");
        Refuses(checks, new XOAuth2(), "scans\\1auth=Bearer other", "token");
        Refuses(checks, new XOAuth2(), "scans@example.org", "to\\r\\nken");
        Refuses(checks, new XOAuth2(), "scans@example.org", "");
        SecondTurn(checks);
        LongToken(checks);
    }

    private static void Says(Checks checks, SaslClient mechanism, string user, string secret, string message)
    {
        byte[] octets = Octets.From(secret);
        byte[] wanted = Octets.From(message);
        for (int piece = 1; piece <= 64; piece = piece * 3 + 1)
        {
            mechanism.Start(Octets.From(user), octets, octets.Length);
            bool responds = mechanism.Respond();
            byte[] text = new byte[512];
            int count = ReadAll(mechanism, text, piece);
            int decoded = Base64.Decode(text, 0, count, text, 0);
            checks.That("sasl responds to " + user + " in pieces of " + piece.ToString(), responds && decoded == wanted.Length);
            checks.Text("sasl says " + message + " in pieces of " + piece.ToString(), message, text, 0, decoded);
        }
    }

    private static int ReadAll(SaslClient mechanism, byte[] text, int piece)
    {
        int count = 0;
        int read;
        while ((read = mechanism.Next(text, count, piece)) > 0) count += read;
        return count;
    }

    private static void Refuses(Checks checks, SaslClient mechanism, string user, string secret)
    {
        byte[] octets = Octets.From(secret);
        mechanism.Start(Octets.From(user), octets, octets.Length);
        checks.That("sasl refuses " + user + " with " + secret, !mechanism.Respond());
    }

    private static void SecondTurn(Checks checks)
    {
        byte[] secret = Ascii.Bytes("secret");
        byte[] text = new byte[64];
        SaslClient login = new Login();
        login.Start(Ascii.Bytes("user"), secret, secret.Length);
        login.Respond();
        ReadAll(login, text, 64);
        checks.That("sasl LOGIN has a second turn", login.Respond());
        checks.Text("sasl LOGIN says the password", "c2VjcmV0", text, 0, ReadAll(login, text, 64));
        checks.That("sasl LOGIN has no third turn", !login.Respond());
        SaslClient bearer = new XOAuth2();
        bearer.Start(Ascii.Bytes("user"), secret, secret.Length);
        bearer.Respond();
        checks.That("sasl XOAUTH2 answers the error", bearer.Respond() && bearer.Refused);
        checks.Number("sasl XOAUTH2 answers it with an empty line", 0, ReadAll(bearer, text, 64));
    }

    // An access token of the largest size, through pieces as small as the relay's.
    private static void LongToken(Checks checks)
    {
        byte[] token = new byte[Limits.AccessToken];
        for (int i = 0; i < token.Length; i++) token[i] = (byte)('a' + i % 26);
        byte[] user = Ascii.Bytes("scans@example.org");
        SaslClient mechanism = new XOAuth2();
        mechanism.Start(user, token, token.Length);
        mechanism.Respond();
        byte[] text = new byte[Base64.EncodedCount(token.Length + 100)];
        int count = ReadAll(mechanism, text, Limits.SaslPiece);
        int decoded = Base64.Decode(text, 0, count, text, 0);
        checks.Number("sasl carries a token of 8 KB", 5 + user.Length + 13 + token.Length + 2, decoded);
        int wrong = 0;
        for (int i = 0; i < token.Length; i++)
        {
            if (text[5 + user.Length + 13 + i] != token[i]) wrong++;
        }
        checks.Number("sasl carries it unchanged", 0, wrong);
    }
}
