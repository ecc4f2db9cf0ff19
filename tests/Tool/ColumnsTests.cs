using System.Linq;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>Lines in both languages.</summary>
public sealed class ColumnsTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本語", 6)]
    [InlineData("ｶﾅ", 2)]
    [InlineData("「あ」。", 8)]
    [InlineData("200～300 dpi", 12)]
    [InlineData("📠", 2)]
    [InlineData("", 0)]
    public void A_full_width_character_takes_two_columns(string text, int columns)
    {
        Assert.Equal(columns, Columns.Width(text));
    }

    [Theory]
    [InlineData("one two three", 8, "one two|three")]
    [InlineData("one  two", 20, "one  two")]
    [InlineData("averyveryverylongword x", 8, "averyveryverylongword|x")]
    [InlineData("あいうえお", 6, "あいう|えお")]
    // No full stop begins a line, no bracket ends one.
    [InlineData("あいう。え", 6, "あい|う。え")]
    [InlineData("あい「うえ」", 6, "あい|「う|え」")]
    // A word in katakana stays whole, Latin words stand among the others.
    [InlineData("次のメールを送る", 8, "次の|メールを|送る")]
    [InlineData("これは PDF です", 10, "これは PDF|です")]
    [InlineData("", 10, "")]
    [InlineData("   ", 10, "")]
    public void Text_is_broken_where_it_may_be(string text, int columns, string lines)
    {
        Assert.Equal(lines, string.Join('|', Columns.Wrap(text, columns)));
    }

    [Fact]
    public void Nothing_but_spaces_is_lost()
    {
        const string Text = "Exchange Online の認証済み SMTP (SMTP AUTH) が、テナント全体またはこのメールボックスで無効です (535 5.7.139)。";
        for (int columns = 1; columns < 120; columns++)
        {
            Assert.Equal(Text.Replace(" ", ""), string.Concat(Columns.Wrap(Text, columns)).Replace(" ", ""));
            if (columns >= 14) Assert.All(Columns.Wrap(Text, columns), line => Assert.InRange(Columns.Width(line), 1, columns));
            Assert.All(Columns.Wrap(Text, columns), line => Assert.Equal(line.TrimEnd(), line));
        }
    }
}
