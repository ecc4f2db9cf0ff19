namespace Bad;

public interface IGreeting
{
    int Code { get; }

    bool IsPositive // the getter below is what has a body
    {
        get { return Code < 400; } // refused: interface-body
    }
}
