// A mistake in the program itself.
namespace Bad;

public class Compile
{
    public int Length(string text)
    {
        return text; // refused: compile
    }

    // What an own type lacks is not the libraries' doing.
    public int Missing()
    {
        return this.Width + Compile.Height; // refused: compile
    }
}
