using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using DeviceMailAgent.RaspberryPi.Service;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>What goes to systemd, heard at a socket as systemd has one. Under real systemd it is tested in tests/Service.</summary>
public sealed class ServiceSocketTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Systemd_hears_whole_datagrams_at_a_path_and_at_an_abstract_name(bool isAbstract)
    {
        string folder = Directory.CreateTempSubdirectory("dma-notify-").FullName;
        try
        {
            string name = isAbstract ? "@dma-notify-" + Guid.NewGuid().ToString("N") : Path.Combine(folder, "notify");
            using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
            systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name[1..] : name));
            var socket = new ServiceSocket(name);
            Assert.True(socket.IsOpen);
            Assert.True(socket.Send(ServiceSocket.Ready, "\n", "STATUS=ready"));
            Assert.True(socket.Send("STATUS=" + new string('x', 5000)));
            Assert.True(socket.Send(ServiceSocket.Watchdog));
            byte[] heard = new byte[8192];
            Assert.Equal("READY=1\nSTATUS=ready", Encoding.ASCII.GetString(heard, 0, systemd.Receive(heard)));
            // A text without end is cut, and takes nothing from what follows.
            Assert.StartsWith("STATUS=xxx", Encoding.ASCII.GetString(heard, 0, systemd.Receive(heard)));
            Assert.Equal("WATCHDOG=1", Encoding.ASCII.GetString(heard, 0, systemd.Receive(heard)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/notify")]
    [InlineData("vsock:2:9999")]
    public void Where_nobody_listens_nothing_is_sent_and_nothing_fails(string? path)
    {
        var socket = new ServiceSocket(path);
        Assert.False(socket.IsOpen);
        Assert.False(socket.Send(ServiceSocket.Ready));
    }

    [Theory]
    [InlineData("30000000", null, 30_000)]
    [InlineData("30000000", "77", 30_000)]
    [InlineData("30000000", "78", 0)]
    [InlineData("30000000", "seventy-seven", 0)]
    [InlineData(null, "77", 0)]
    [InlineData("0", null, 0)]
    [InlineData("-5", null, 0)]
    [InlineData("900", null, 1)]
    public void The_watchdog_is_for_the_process_that_it_names(string? microseconds, string? process, int milliseconds)
    {
        Assert.Equal(milliseconds, ServiceSocket.WatchdogMs(microseconds, process, 77));
    }
}
