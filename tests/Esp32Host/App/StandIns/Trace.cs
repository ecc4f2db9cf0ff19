using System;
using System.Runtime.CompilerServices;

namespace DeviceMailAgent.Esp32Host.App;

/// <summary>With DMA_TRACE=1 every exception is told on standard error where it is thrown: what a debugger would show.</summary>
internal static class Trace
{
    [ModuleInitializer]
    internal static void Begin()
    {
        if (Environment.GetEnvironmentVariable("DMA_TRACE") != "1") return;
        AppDomain.CurrentDomain.FirstChanceException += static (_, thrown) => Console.Error.WriteLine("DeviceMailAgent threw " + thrown.Exception);
    }
}
