namespace Bad;

public class MultiDimensionalArray
{
    private readonly int[,] _table; // refused: multi-dimensional-array

    public MultiDimensionalArray(int[,] table) // refused: multi-dimensional-array
    {
        _table = table; // refused: multi-dimensional-array
    }

    public int At(int row, int column)
    {
        return _table[row, column]; // refused: multi-dimensional-array // refused: library-unjudged
    }
}
