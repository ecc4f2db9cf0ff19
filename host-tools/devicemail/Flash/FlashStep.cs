using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>One step of flashing a board.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Commands">The programs that it calls, as a shell would be told.</param>
/// <param name="Notes">What a person should know of it.</param>
/// <param name="Do">Does it; is handed who is told of each line that the programs print.</param>
internal sealed record FlashStep(Phrase Title, IReadOnlyList<string> Commands, IReadOnlyList<Phrase> Notes, Func<Action<string>, CancellationToken, Task> Do)
{
    /// <summary>The files that the programs are handed, line by line; shown in a dry run only.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>All of it.</summary>
/// <param name="Board">The board's name.</param>
/// <param name="Place">The port or host that it is at.</param>
/// <param name="Steps">In order.</param>
/// <param name="End">What to do next.</param>
internal sealed record FlashPlan(string Board, string Place, IReadOnlyList<FlashStep> Steps, Phrase End);
