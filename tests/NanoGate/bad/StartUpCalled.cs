using DeviceMailAgent;

namespace Bad;

public interface ILoader
{
    void Load();
}

public class StartUpCalled : ILoader
{
    private byte[] _buffer = new byte[1];

    [StartUp]
    public void Load() // refused: start-up-called
    {
        _buffer = new byte[512];
    }

    public void Again()
    {
        Load(); // refused: start-up-called
    }

    public int Size
    {
        get { return _buffer.Length; }
    }
}
