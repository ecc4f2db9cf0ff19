using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>Base64 (RFC 4648 10 and what it forbids).</summary>
public sealed class Base64Vectors : Group
{
    /// <inheritdoc/>
    public override string Name
    {
        get { return "base64"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        string[] plain = { "", "f", "fo", "foo", "foob", "fooba", "foobar", "\\0\\0\\0", "\\0user\\0pass" };
        string[] text = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "AAAA", "AHVzZXIAcGFzcw==" };
        byte[] buffer = new byte[64];
        for (int i = 0; i < plain.Length; i++)
        {
            byte[] octets = Octets.From(plain[i]);
            checks.Text("base64 encodes " + plain[i], text[i], buffer, 0, Base64.Encode(octets, 0, octets.Length, buffer, 0));
            byte[] encoded = Ascii.Bytes(text[i]);
            checks.Text("base64 decodes " + text[i], plain[i], buffer, 0, Base64.Decode(encoded, 0, encoded.Length, buffer, 0));
        }
        string[] wrong = { "Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\\r\\n", "Zm 9", "Zm9-" };
        for (int i = 0; i < wrong.Length; i++)
        {
            byte[] octets = Octets.From(wrong[i]);
            checks.Number("base64 refuses " + wrong[i], -1, Base64.Decode(octets, 0, octets.Length, buffer, 0));
        }
        AllOctets(checks);
    }

    private static void AllOctets(Checks checks)
    {
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.Length; i++) octets[i] = (byte)(i * 37 + 11);
        byte[] text = new byte[Base64.EncodedCount(octets.Length)];
        byte[] back = new byte[octets.Length + 2];
        int wrong = 0;
        for (int count = 0; count <= octets.Length; count++)
        {
            int encoded = Base64.Encode(octets, 0, count, text, 0);
            if (encoded != Base64.EncodedCount(count) || Base64.Decode(text, 0, encoded, back, 0) != count) wrong++;
            for (int i = 0; i < count; i++)
            {
                if (back[i] != octets[i]) wrong++;
            }
        }
        checks.Number("base64 gives back every length to 256", 0, wrong);
    }
}
