using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>A row of boards.json.</summary>
internal sealed record Board(string Id, string Name, string Platform)
{
    /// <summary>Every board that the product runs on.</summary>
    public static IReadOnlyList<Board> All { get; } = Load();

    public static Board? Find(string id) => All.FirstOrDefault(board => board.Id == id);

    private static Board[] Load()
    {
        using Stream file = typeof(Board).Assembly.GetManifestResourceStream("boards.json")!;
        return JsonSerializer.Deserialize<Board[]>(file, JsonSerializerOptions.Web)!;
    }
}
