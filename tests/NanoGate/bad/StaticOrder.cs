namespace Bad;

public static class Replies
{
    // nanoCLR runs this before Texts has run: Ready would be null.
    public static readonly byte[] Ready = Texts.Greeting; // refused: static-order

    public static readonly byte[] Called = Longest(); // refused: static-order

    private static byte[] Longest()
    {
        return Texts.Greeting;
    }
}

public static class Texts
{
    public static readonly byte[] Greeting = { 50, 50, 48 };
}
