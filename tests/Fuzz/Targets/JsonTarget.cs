using System;
using System.Text.Json;
using System.Text.Unicode;
using DeviceMailAgent.OAuth;

namespace DeviceMailAgent.Fuzz.Targets;

/// <summary>What both JSON readers of core owe: the same result however the text is cut, and the same judgement as System.Text.Json.</summary>
internal abstract class JsonTarget : IFuzzTarget
{
    public abstract string Name { get; }

    public abstract int OctetsMax { get; }

    public abstract string[] Words { get; }

    public void Run(byte[] input)
    {
        string whole = Read(input, int.MaxValue);
        foreach (int piece in new[] { 1, 3 })
        {
            string pieces = Read(input, piece);
            if (pieces != whole) throw new InvalidOperationException($"In pieces of {piece} it is read as {pieces}, whole as {whole}.");
        }
    }

    /// <summary>Reads the text in pieces and says in words what came of it.</summary>
    protected abstract string Read(byte[] input, int piece);

    /// <summary>Feeds a reader and compares what it says of the grammar.</summary>
    protected static void Feed(JsonReader reader, byte[] input, int piece)
    {
        for (int at = 0; at < input.Length; at += Math.Min(piece, input.Length - at)) reader.Feed(input, at, Math.Min(piece, input.Length - at));
    }

    /// <summary>Fails if one takes for JSON what the other does not. Only verdicts about the grammar are compared: limits are the reader's own.</summary>
    protected static void Judge(JsonStatus status, byte[] input)
    {
        // Members that nobody asked for are passed over without a look at their UTF-8.
        if (status is not (JsonStatus.Complete or JsonStatus.Malformed or JsonStatus.Incomplete) || !Utf8.IsValid(input)) return;
        bool isObject = IsObject(input);
        if (isObject != (status == JsonStatus.Complete)) throw new InvalidOperationException($"The reader says {status}, System.Text.Json {(isObject ? "takes it" : "does not take it")}.");
    }

    private static bool IsObject(byte[] input)
    {
        try
        {
            var reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = JsonReader.DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            // The strings are not decoded: RFC 8259 8.2 leaves open what becomes of escapes that are half a character.
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
