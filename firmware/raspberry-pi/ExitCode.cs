namespace DeviceMailAgent.RaspberryPi;

/// <summary>What the process ends with; the numbers of sysexits(3).</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 64;
    public const int BadInput = 65;
    public const int CannotWrite = 73;
    public const int BadConfiguration = 78;
}
