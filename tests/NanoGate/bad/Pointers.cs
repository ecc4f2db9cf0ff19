namespace Bad;

public unsafe class Pointers
{
    private delegate*<int, int> _function = null; // refused: pointer

    public int First(byte[] buffer) // refused: pointer
    {
        fixed (byte* at = buffer)
        {
            return *at;
        }
    }

    public int Local()
    {
        int* numbers = stackalloc int[4]; // refused: pointer
        return Sum(numbers); // refused: pointer
    }

    private static int Sum(int* numbers) // refused: pointer
    {
        return numbers[0] + numbers[1];
    }

    public int Call() // refused: pointer
    {
        return _function(1); // refused: pointer
    }
}
