namespace Bad;

public delegate int Adder(int number);

public class Closure
{
    public Adder Adds(int amount) // refused: closure
    {
        return number => number + amount; // refused: delegate
    }
}
