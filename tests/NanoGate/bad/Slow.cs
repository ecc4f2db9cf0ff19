namespace Bad;

public class Slow
{
    public int CountDots(string text)
    {
        int dots = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '.') dots++; // refused: slow
        }
        return dots;
    }
}
