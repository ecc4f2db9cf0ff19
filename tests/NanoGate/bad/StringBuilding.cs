namespace Bad;

public class StringBuilding
{
    private static readonly string Prefix = "scan ";

    public string Joined(string name)
    {
        return Prefix + name; // refused: string-building
    }

    public string Number(int count)
    {
        return count.ToString(); // refused: string-building
    }

    public string Interpolated(int count)
    {
        return $"{count} mails"; // refused: string-building // refused: boxing // refused: string-literal // refused: new-array
    }

    public string Made(char c)
    {
        return new string(c, 3); // refused: string-building
    }
}
