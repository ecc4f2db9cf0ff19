using DeviceMailAgent.Esp32Host.Machine;

namespace System
{
    /// <summary>Stands in for nanoFramework's mscorlib: the device's own time, which begins in 1970.</summary>
    public readonly struct DateTime
    {
        public static readonly DateTime UnixEpoch = new(0);

        private readonly long _seconds;

        private DateTime(long seconds)
        {
            _seconds = seconds;
        }

        public static DateTime UtcNow
        {
            get
            {
                Vm.Pass();
                return new DateTime(new DateTimeOffset(DeviceTime.UtcNow).ToUnixTimeSeconds());
            }
        }

        public int Year => Whole.Year;

        public int Month => Whole.Month;

        public int Day => Whole.Day;

        public int Hour => Whole.Hour;

        public int Minute => Whole.Minute;

        public int Second => Whole.Second;

        private DateTimeOffset Whole => DateTimeOffset.FromUnixTimeSeconds(_seconds);

        public DateTime AddSeconds(double seconds) => new(_seconds + (long)seconds);

        public long ToUnixTimeSeconds() => _seconds;
    }
}

namespace nanoFramework.Networking
{
    /// <summary>Stands in for nanoFramework.Networking.Sntp.</summary>
    public static class Sntp
    {
        public static void Start() => DeviceTime.AskServer();

        public static void UpdateNow() => DeviceTime.AskServer();
    }
}
