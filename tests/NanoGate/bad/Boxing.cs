using System;

namespace Bad;

public class Boxing
{
    public int Find(byte[] buffer)
    {
        return Array.IndexOf(buffer, (byte)10, 0, buffer.Length); // refused: boxing
    }

    public int Dots(string text)
    {
        int dots = 0;
        foreach (char c in text) // refused: boxing // refused: slow
        {
            if (c == '.') dots++;
        }
        return dots;
    }

    public object Value(int number)
    {
        return number; // refused: boxing
    }
}
