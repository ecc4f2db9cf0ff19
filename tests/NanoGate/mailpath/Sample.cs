// Judged as a folder that may allocate: refused is only what the mail's data come through, by whatever interface.
using DeviceMailAgent.Sample;

namespace DeviceMailAgent.Relay
{
    public sealed class MailDataPump
    {
        private readonly IOutlet _outlet;

        public MailDataPump(IOutlet outlet)
        {
            _outlet = outlet;
        }

        public bool Run()
        {
            return _outlet.Write();
        }
    }
}

namespace DeviceMailAgent.Sample
{
    public interface IOutlet
    {
        bool Open();

        bool Write();
    }

    public sealed class Outlet : IOutlet
    {
        private byte[] _buffer = new byte[1];

        public bool Open()
        {
            _buffer = new byte[2];
            return true;
        }

        public bool Write()
        {
            return Pass();
        }

        private bool Pass()
        {
            _buffer = new byte[3]; // refused: new-array
            return _buffer.Length == 3;
        }
    }
}
