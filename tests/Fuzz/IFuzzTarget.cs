namespace DeviceMailAgent.Fuzz;

/// <summary>A part of core that takes octets from outside.</summary>
internal interface IFuzzTarget
{
    /// <summary>Its name, which is also its folder of the corpus.</summary>
    string Name { get; }

    /// <summary>The longest input that is tried, in octets.</summary>
    int OctetsMax { get; }

    /// <summary>Pieces of its grammar, for mutations.</summary>
    string[] Words { get; }

    /// <summary>Takes one input and checks what must hold.</summary>
    /// <exception cref="System.Exception">Any: something does not hold.</exception>
    void Run(byte[] input);
}
