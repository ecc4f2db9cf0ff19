using System.Collections;

namespace Bad;

public class Iterator
{
    public IEnumerable Numbers()
    { // refused: state-machine
        yield return 1;
    }
}
