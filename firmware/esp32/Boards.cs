namespace DeviceMailAgent.Esp32;

/// <summary>The boards that this program runs on; the same as the rows of boards.json, which a test compares.</summary>
public static class Boards
{
    private static readonly Board[] All = new Board[]
    {
        new Board("olimex-esp32-poe-iso", 2),
        new Board("olimex-esp32-poe-iso-wrover", 3),
        new Board("wt32-eth01", 2),
        new Board("wesp32", 2),
        new Board("esp32-ethernet-kit-1.2", 3),
        new Board("esp32-s3-psram", 3),
    };

    /// <summary>Their ids, for a message.</summary>
    public static string Names
    {
        [StartUp]
        get
        {
            string names = All[0].Id;
            for (int i = 1; i < All.Length; i++) names += ", " + All[i].Id;
            return names;
        }
    }

    /// <summary>The board of an id; null: there is none.</summary>
    public static Board? Find(string id)
    {
        for (int i = 0; i < All.Length; i++)
        {
            if (All[i].Id == id) return All[i];
        }
        return null;
    }
}
