using DeviceMailAgent;

namespace Bad;

public class ImageSize
{
    private const string Line = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Page = Line + Line + Line + Line + Line + Line + Line + Line;
    private const string Book = Page + Page + Page + Page + Page + Page + Page + Page;
    private const string Shelf = Book + Book + Book + Book + Book + Book + Book + Book;

    [StartUp]
    public string Everything() // refused: image-size
    {
        return Shelf + Book.Length.ToString() + Shelf + Shelf;
    }

    [StartUp]
    public string Again()
    {
        return "0" + Shelf;
    }

    [StartUp]
    public string More()
    {
        return "1" + Shelf;
    }
}
