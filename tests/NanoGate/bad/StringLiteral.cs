namespace Bad;

public class StringLiteral
{
    public string Verb()
    {
        return "EHLO"; // refused: string-literal
    }

    public int Known(string verb) // refused: string-literal
    {
        switch (verb)
        {
            case "MAIL":
                return 1;
            default:
                return 0;
        }
    }
}
