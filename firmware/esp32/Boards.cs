namespace DeviceMailAgent.Esp32;

/// <summary>The boards that this program runs on; the same as the rows of boards.json, which a test compares.</summary>
public static class Boards
{
    // An array of them would be kept on the heap for the one that is wanted.
    private const string All = "olimex-esp32-poe-iso olimex-esp32-poe-iso-wrover wt32-eth01 wesp32 esp32-ethernet-kit-1.2 esp32-s3-psram";

    /// <summary>Their ids, for a message.</summary>
    public static string Names
    {
        [StartUp]
        get
        {
            string[] ids = All.Split(' ');
            string names = ids[0];
            for (int i = 1; i < ids.Length; i++) names += ", " + ids[i];
            return names;
        }
    }

    /// <summary>The board of an id; null: there is none.</summary>
    [StartUp]
    public static Board? Find(string id)
    {
        switch (id)
        {
            case "olimex-esp32-poe-iso":
            case "wt32-eth01":
            case "wesp32":
                return new Board(id, 2);
            case "olimex-esp32-poe-iso-wrover":
            case "esp32-ethernet-kit-1.2":
            case "esp32-s3-psram":
                return new Board(id, 3);
            default:
                return null;
        }
    }
}
