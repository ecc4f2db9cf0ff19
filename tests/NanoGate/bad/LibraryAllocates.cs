using System.Text;

namespace Bad;

public class LibraryAllocates
{
    private readonly byte[] _buffer = new byte[64];

    public int Write(string text)
    {
        return Encoding.UTF8.GetBytes(text, 0, text.Length, _buffer, 0); // refused: library-allocates
    }

    public byte[] Bytes(string text, Encoding encoding)
    {
        return encoding.GetBytes(text); // refused: library-allocates
    }
}
