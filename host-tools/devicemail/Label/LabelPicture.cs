using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using DeviceMailAgent.Status;
using QRCoder;

namespace DeviceMailAgent.Tool.Label;

/// <summary>What stands on a label; null leaves a line to fill in with a pen.</summary>
/// <param name="Name">The device's name.</param>
/// <param name="Address">What is typed into the scanner, such as <c>192.168.7.2:2525</c>.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, 64 hexadecimal digits.</param>
/// <param name="Call">Whom to call.</param>
/// <param name="Guide">The address that the QR code leads to; null: no QR code.</param>
internal sealed record LabelText(string? Name, string? Address, string? Fingerprint, string? Call, string? Guide);

/// <summary>A label of 90 by 62.5 mm as SVG: whose box it is, and what its light says in English and Japanese. Colours and blinks are those of <see cref="LightPattern"/>.</summary>
internal static class LabelPicture
{
    private const int Width = 720, Height = 500, Right = 690;
    private const string Ink = "#222", Grey = "#555";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly (AgentState State, string English, string Japanese)[] Lights =
    [
        (AgentState.Ready, "ready", "正常"),
        (AgentState.Sending, "sending", "送信中"),
        (AgentState.Attention, "last mail refused, or care is needed soon", "要確認"),
        (AgentState.ProviderUnreachable, "no way to the provider", "回線・サーバー不通"),
        (AgentState.NotAllowedToSend, "mailbox may not send", "送信権限なし"),
        (AgentState.NeedsPairing, "sign in again: hold the button 5 s", "要再認証 ボタン5秒"),
        (AgentState.Misconfigured, "settings cannot work", "設定エラー"),
        (AgentState.Booting, "starting", "起動中"),
    ];

    /// <summary>The whole file.</summary>
    public static string Of(LabelText label)
    {
        bool hasCode = label.Guide is not null;
        var root = new XElement(Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("width", "90mm"), new XAttribute("height", "62.5mm"), new XAttribute("role", "img"),
            new XAttribute("font-family", "sans-serif"), new XAttribute("fill", Ink),
            new XElement(Svg + "title", "Label for the box"),
            new XElement(Svg + "desc", "Name, address, fingerprint and whom to call, and what the light's blinks mean, in English and Japanese."),
            Box(6, 6, Width - 12, Height - 12, 16),
            Text(30, 46, "DeviceMailAgent", 26, weight: "bold"), Text(Right, 46, "スキャナーメール中継機", 18, "end"));
        int end = hasCode ? 540 : Right;
        root.Add(Field(84, "name", label.Name, end), Field(118, "address", label.Address, end), FingerprintField(152, label.Fingerprint, end), Field(186, "call", label.Call, end));
        if (hasCode) root.Add(Code(label.Guide!, 560, 58, 138));
        root.Add(Line(30, 206, Right, 2), Text(30, 230, "The light: how many blinks, then a pause of two seconds   ランプの点滅回数", 14, weight: "bold"));
        for (int i = 0; i < Lights.Length; i++) root.Add(Light(258 + i * 29, Lights[i]));
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true })) root.Save(writer);
        return text.Append('\n').ToString();
    }

    private static IEnumerable<XElement> Light(int y, (AgentState State, string English, string Japanese) row)
    {
        LightPattern light = LightPattern.Of(row.State);
        (string name, string colour) = (light.Red, light.Green, light.Blue) switch
        {
            (false, true, false) => ("green", "#1f7a3d"),
            (true, true, false) => ("yellow", "#c79a00"),
            (true, false, false) => ("red", "#b3261e"),
            (false, false, true) => ("blue", "#1d5fa8"),
            (true, false, true) => ("magenta", "#a0208c"),
            (false, true, true) => ("cyan", "#007a87"),
            _ => ("white", "#fff"),
        };
        yield return new XElement(Svg + "circle", new XAttribute("cx", 42), new XAttribute("cy", y - 5), new XAttribute("r", 9),
            new XAttribute("fill", colour), new XAttribute("stroke", Ink), new XAttribute("stroke-width", "1.5"));
        yield return Text(64, y, name, 13, fill: Grey);
        yield return Text(165, y, light.Blinks == 0 ? "steady" : light.Blinks.ToString(CultureInfo.InvariantCulture), 15, "middle", "bold");
        yield return Text(215, y, row.English, 15);
        yield return Text(Right, y, row.Japanese, 15, "end");
    }

    private static IEnumerable<XElement> Field(int y, string name, string? value, int end)
    {
        yield return Text(30, y, name, 14, fill: Grey);
        if (value is null) yield return Line(130, y + 4, end, 1);
        else yield return Fitted(Text(130, y, value, 18, weight: "bold"), value, 11, end - 130);
    }

    // Two lines of 32 digits in groups of eight, as they are compared by eye.
    private static IEnumerable<XElement> FingerprintField(int y, string? value, int end)
    {
        if (value is null) return Field(y, "fingerprint", null, end);
        string[] groups = [.. value.Chunk(8).Select(group => new string(group))];
        XElement[] lines = [.. groups.Chunk(4).Select((four, i) => Text(130, y - 7 + i * 16, string.Join(' ', four), 13))];
        foreach (XElement line in lines) line.Add(new XAttribute("font-family", "monospace"));
        return [Text(30, y, "fingerprint", 14, fill: Grey), .. lines];
    }

    // What would be too long is set narrower rather than cut: an address has to be whole.
    private static XElement Fitted(XElement text, string value, int pointsEach, int room)
    {
        if (value.Length * pointsEach > room) text.Add(new XAttribute("textLength", room), new XAttribute("lengthAdjust", "spacingAndGlyphs"));
        return text;
    }

    // Modules as one path; QRCoder adds the quiet zone of four that ISO/IEC 18004 asks for.
    private static XElement Code(string guide, int x, int y, int side)
    {
        using QRCodeData code = QRCodeGenerator.GenerateQrCode(guide, QRCodeGenerator.ECCLevel.M);
        List<BitArray> modules = code.ModuleMatrix;
        var path = new StringBuilder();
        for (int row = 0; row < modules.Count; row++)
        {
            for (int column = 0; column < modules.Count; column++)
            {
                if (modules[row][column]) path.Append(CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
            }
        }

        string scale = (side / (double)modules.Count).ToString("0.####", CultureInfo.InvariantCulture);
        return new XElement(Svg + "path", new XAttribute("transform", $"translate({x} {y}) scale({scale})"), new XAttribute("fill", "#000"), new XAttribute("shape-rendering", "crispEdges"), new XAttribute("d", path));
    }

    private static XElement Box(int x, int y, int width, int height, int radius) => new(Svg + "rect",
        new XAttribute("x", x), new XAttribute("y", y), new XAttribute("width", width), new XAttribute("height", height), new XAttribute("rx", radius),
        new XAttribute("fill", "#fff"), new XAttribute("stroke", Ink), new XAttribute("stroke-width", 2));

    private static XElement Line(int x, int y, int end, int width) => new(Svg + "path", new XAttribute("d", $"M{x} {y}H{end}"), new XAttribute("stroke", Ink), new XAttribute("stroke-width", width));

    private static XElement Text(int x, int y, string text, int size, string anchor = "start", string weight = "normal", string fill = Ink) => new(Svg + "text",
        new XAttribute("x", x), new XAttribute("y", y), new XAttribute("font-size", size), new XAttribute("text-anchor", anchor), new XAttribute("font-weight", weight), new XAttribute("fill", fill), text);
}
