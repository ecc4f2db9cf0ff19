using System;

namespace DeviceMailAgent.NanoClr;

/// <summary>
/// Core's own vectors, run by the interpreter that they are meant for. The same sources run on .NET, and both must print the
/// same: one line for each check, and last <c>N passed, N failed</c>.
/// </summary>
public static class Program
{
    /// <summary>Runs every group. It takes no argument; nanoCLR has none to give.</summary>
    public static void Main()
    {
        Checks checks = new Checks();
        Group[] groups =
        {
            new AsciiVectors(), new ReplyVectors(), new LineBufferVectors(), new CommandVectors(), new DataScannerVectors(), new LineRepairVectors(), new HeaderFilterVectors(),
            new Base64Vectors(), new SaslVectors(), new TokenVectors(), new MimeVectors(), new ServerSessionVectors(), new ClientSessionVectors(),
            new RelayVectors(), new AllocationVectors(),
        };
        for (int i = 0; i < groups.Length; i++)
        {
            // What one group throws must not silence the others: nanoCLR says nothing of an exception that nobody catches.
            try
            {
                groups[i].Run(checks);
            }
            catch (Exception wrong)
            {
                checks.That(groups[i].Name + " runs to its end: " + wrong.Message, false);
            }
        }
        Console.WriteLine(checks.Summary);
    }
}
