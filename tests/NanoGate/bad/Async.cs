using System.Threading.Tasks; // refused: state-machine

namespace Bad;

public class Async
{
    public async void Send()
    {
        await Task.Delay(1); // refused: state-machine
    }
}
