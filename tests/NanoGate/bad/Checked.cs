namespace Bad;

public class Checked
{
    public int Sum(int a, int b)
    {
        return checked(a + b); // refused: checked
    }

    public byte Narrow(int a)
    {
        return checked((byte)a); // refused: checked
    }
}
