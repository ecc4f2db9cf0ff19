using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>A row of boards.json.</summary>
/// <param name="Id">What agent.json's board says.</param>
/// <param name="Name">As the maker calls it.</param>
/// <param name="Platform">raspberry-pi or esp32.</param>
/// <param name="Network">ethernet, wifi.</param>
/// <param name="Target">ESP32: what nanoff calls its firmware.</param>
/// <param name="Firmware">ESP32: that firmware's version; null: none is known to fit.</param>
/// <param name="SystemNet">ESP32: the version of nanoFramework.System.Net that the app was built with.</param>
/// <param name="Pins">ESP32: which pins are free on it.</param>
internal sealed record Board(string Id, string Name, string Platform, string[]? Network = null, string? Target = null, string? Firmware = null, string? SystemNet = null, BoardPins? Pins = null)
{
    /// <summary>Every board that the product runs on.</summary>
    public static IReadOnlyList<Board> All { get; } = Load();

    public bool IsEsp32 => Platform == "esp32";

    public bool HasEthernet => Network?.Contains("ethernet") == true;

    public bool HasWifi => Network?.Contains("wifi") == true;

    public static Board? Find(string id) => All.FirstOrDefault(board => board.Id == id);

    private static Board[] Load()
    {
        using Stream file = typeof(Board).Assembly.GetManifestResourceStream("boards.json")!;
        return JsonSerializer.Deserialize<Board[]>(file, JsonSerializerOptions.Web)!;
    }
}

/// <summary>Where light and button go on an ESP32 board.</summary>
/// <param name="Light">Its colours' GPIOs, as agent.json's pins.light has them; null: none was chosen.</param>
/// <param name="Button">GPIO; null: none was chosen.</param>
internal sealed record BoardPins(Dictionary<string, int>? Light, int? Button);
