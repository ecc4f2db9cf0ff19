using System;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using DeviceMailAgent.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>How a request's line is read and an answer's line is written, wherever the octets are cut.</summary>
public sealed class ControlRequestTests
{
    public static TheoryData<string, ControlError> Lines() => new()
    {
        { """{"id":7,"verb":"status"}""", ControlError.None },
        { """ { "verb" : "status" , "future" : { "a" : [1, 2, {"b": null}] }, "id" : 7 } """, ControlError.None },
        { """{"verb":"status","account":null,"id":7}""", ControlError.None },
        { """{"id":7,"verb":"st\u0061tus"}""", ControlError.None },
        { "", ControlError.NotJson },
        { "status", ControlError.NotJson },
        { "[]", ControlError.NotJson },
        { "\"status\"", ControlError.NotJson },
        { """{"id":7,"verb":"status"} x""", ControlError.NotJson },
        { """{"id":7,"verb":"status" """, ControlError.NotJson },
        { """{"id":7,"verb":"status","verb":"forget"}""", ControlError.NotJson },
        { """{"id":7,"verb":"status","x":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""", ControlError.NotJson },
        { "GET / HTTP/1.1\r", ControlError.NotJson },
        { "\0\u0001\u0002", ControlError.NotJson },
        { """{"id":7,"verb":5}""", ControlError.BadRequest },
        { """{"id":"7","verb":"status"}""", ControlError.BadRequest },
        { """{"id":[7],"verb":"status"}""", ControlError.BadRequest },
        { """{"id":7,"verb":"status","account":{}}""", ControlError.BadRequest },
        { """{"id":7,"verb":"status","last":true}""", ControlError.BadRequest },
        { """{"id":7,"verb":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""", ControlError.BadRequest },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_means_the_same_wherever_it_is_cut(string line, ControlError error)
    {
        byte[] octets = Encoding.UTF8.GetBytes(line);
        var request = new ControlRequest();
        for (int cut = 0; cut <= octets.Length; cut++)
        {
            request.Reset();
            request.Feed(octets, 0, cut);
            request.Feed(octets, cut, octets.Length - cut);
            Assert.Equal(error, request.Complete());
            if (error != ControlError.None) continue;
            Assert.Equal(7, request.Id.Number);
            Assert.Equal(ControlVerb.Status, ControlVerbs.Find(request.Verb.Octets, request.Verb.Count));
        }
    }

    [Fact]
    public void A_line_longer_than_64_KB_is_refused_as_such()
    {
        byte[] octets = Encoding.UTF8.GetBytes("{\"x\":\"" + new string('x', ControlRequest.LineMax) + "\"}");
        var request = new ControlRequest();
        request.Feed(octets, 0, octets.Length);
        Assert.Equal(ControlError.LineTooLong, request.Complete());
    }

    [Fact]
    public void After_a_reset_nothing_of_a_secret_is_left()
    {
        var request = new ControlRequest();
        byte[] octets = Encoding.UTF8.GetBytes("""{"verb":"import","secret":"1.planted-secret"}""");
        request.Feed(octets, 0, octets.Length);
        Assert.Equal("1.planted-secret", Encoding.UTF8.GetString(request.Secret.Octets, 0, request.Secret.Count));
        request.Reset();
        Assert.All(request.Secret.Octets, octet => Assert.Equal(0, octet));
    }

    [Fact]
    public void Every_verb_and_every_error_has_a_word_of_its_own()
    {
        foreach (ControlVerb verb in Enum.GetValues<ControlVerb>().Skip(1))
        {
            byte[] word = ControlVerbs.WordOf(verb);
            Assert.Equal(verb, ControlVerbs.Find(word, word.Length));
        }

        foreach (ControlError error in Enum.GetValues<ControlError>().Skip(1))
        {
            byte[] word = ControlErrors.WordOf(error);
            Assert.Equal(error, ControlErrors.Find(word, word.Length));
        }
    }

    [Fact]
    public void What_is_written_is_read_by_another_reader_unchanged()
    {
        var random = new Random(20261123);
        var line = new JsonLine(8192);
        byte[] name = Encoding.ASCII.GetBytes("text");
        byte[] number = Encoding.ASCII.GetBytes("number");
        byte[] flag = Encoding.ASCII.GetBytes("flag");
        for (int i = 0; i < 2000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => new Rune(random.Next(3) == 0 ? random.Next(0x80) : random.Next(0xE000, 0x2FFFF)).ToString()));
            long value = random.NextInt64() * (random.Next(2) * 2 - 1);
            byte[] octets = Encoding.UTF8.GetBytes(text);
            line.Begin();
            line.Text(name, octets, 0, octets.Length);
            line.Number(number, value);
            line.Flag(flag, i % 2 == 0);
            line.End();
            Assert.False(line.IsCut);
            Assert.Equal(line.Count - 1, Array.IndexOf(line.Octets, (byte)'\n'));
            JsonNode json = JsonNode.Parse(line.Octets.AsSpan(0, line.Count))!;
            Assert.Equal(text, json["text"]!.GetValue<string>());
            Assert.Equal(value, json["number"]!.GetValue<long>());
            Assert.Equal(i % 2 == 0, json["flag"]!.GetValue<bool>());
        }
    }

    [Fact]
    public void A_line_that_is_too_long_for_its_buffer_loses_whole_members_and_stays_well_formed()
    {
        byte[] value = Encoding.ASCII.GetBytes("\u0001ab\"" + new string('c', 20));
        for (int size = 16; size < 120; size++)
        {
            var line = new JsonLine(size);
            line.Begin();
            for (int i = 0; i < 4; i++) line.Text([(byte)('a' + i)], value, 0, value.Length);
            line.Number([(byte)'n'], long.MaxValue);
            line.Flag([(byte)'f'], true);
            line.End();
            JsonObject json = JsonNode.Parse(line.Octets.AsSpan(0, line.Count))!.AsObject();
            Assert.Equal(json.Count < 6, line.IsCut);
        }
    }
}
