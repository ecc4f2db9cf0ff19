namespace Bad;

public class NewArray
{
    public byte[] Chunk()
    {
        return new byte[512]; // refused: new-array
    }

    public int[] Collection()
    {
        return [1, 2, 3]; // refused: new-array
    }

    public int Params()
    {
        return Count(1, 2); // refused: new-array
    }

    private static int Count(params int[] values)
    {
        return values.Length;
    }
}
