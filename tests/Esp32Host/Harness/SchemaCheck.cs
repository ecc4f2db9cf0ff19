using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.Esp32Host;

/// <summary>The part of JSON Schema (draft 2020-12) that hardware/boards.schema.json uses; a keyword that it does not know is an error, not passed over.</summary>
internal sealed class SchemaCheck(JsonNode root)
{
    private static readonly HashSet<string> Told = ["$schema", "$defs", "title", "description"];

    /// <summary>What is wrong, with its place; empty: nothing.</summary>
    public IReadOnlyList<string> Faults(JsonNode? value) => [.. Check(root, value, "$")];

    private IEnumerable<string> Check(JsonNode schema, JsonNode? value, string at)
    {
        foreach ((string keyword, JsonNode? rule) in schema.AsObject())
        {
            foreach (string fault in Told.Contains(keyword) ? [] : Keyword(keyword, rule!, schema, value, at)) yield return fault;
        }
    }

    private IEnumerable<string> Keyword(string keyword, JsonNode rule, JsonNode schema, JsonNode? value, string at)
    {
        switch (keyword)
        {
            case "$ref": return Check(root["$defs"]![((string)rule!)["#/$defs/".Length..]]!, value, at);
            case "type": return One((rule is JsonArray types ? types.Select(static type => (string)type!) : [(string)rule!]).Any(type => IsOf(type, value)), at, $"is no {rule}");
            case "const": return One(JsonNode.DeepEquals(rule, value), at, $"is not {rule}");
            case "enum": return One(rule.AsArray().Any(choice => JsonNode.DeepEquals(choice, value)), at, $"is none of {rule.ToJsonString()}");
            case "pattern": return value is null ? [] : One(Regex.IsMatch((string)value!, (string)rule!), at, $"does not match {rule}");
            case "minLength": return One(((string)value!).Length >= (int)rule, at, "is too short");
            case "minimum": return value is null ? [] : One((int)value >= (int)rule, at, $"is below {rule}");
            case "maximum": return value is null ? [] : One((int)value <= (int)rule, at, $"is above {rule}");
            case "minItems": return One(value!.AsArray().Count >= (int)rule, at, "has too few items");
            case "items": return value!.AsArray().SelectMany((item, i) => Check(rule, item, $"{at}[{i}]"));
            case "required": return value is null ? [] : rule.AsArray().SelectMany(name => One(value.AsObject().ContainsKey((string)name!), at, $"lacks {name}"));
            case "properties": return value is null ? [] : value.AsObject().Where(member => rule[member.Key] is not null).SelectMany(member => Check(rule[member.Key]!, member.Value, $"{at}.{member.Key}"));
            case "additionalProperties": return value is null || (bool)rule ? [] : value.AsObject().SelectMany(member => One(schema["properties"]![member.Key] is not null, at, $"has an unknown {member.Key}"));
            case "oneOf":
                string[][] tries = [.. rule.AsArray().Select(choice => Check(choice!, value, at).ToArray())];
                return One(tries.Count(static faults => faults.Length == 0) == 1, at, "is not exactly one of the choices: " + string.Join("; or ", tries.Select(static faults => string.Join(", ", faults))));
            default: return [$"{at}: the schema's keyword {keyword} is not known here"];
        }
    }

    private static IEnumerable<string> One(bool isRight, string at, string what) => isRight ? [] : [$"{at} {what}"];

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue(out int _),
        _ => throw new ArgumentException("type " + type),
    };
}
