using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Links lent one at a time, on one thread; it minds that each comes back, once.</summary>
public sealed class MemoryLinks(FakeClock clock, Seams seams) : IProviderLinks
{
    private readonly List<ProviderLink> _links = [];
    private readonly HashSet<ProviderLink> _lent = [];

    /// <summary>True if Warm opens a link at once, as a platform's background thread would in the meantime.</summary>
    public bool OpensWhenWarmed { get; set; }

    /// <summary>The accounts that were warmed.</summary>
    public List<int> Warmed { get; } = [];

    /// <summary>How often a link was lent.</summary>
    public int Taken { get; private set; }

    /// <summary>Links that are lent just now.</summary>
    public int Lent
    {
        get { return _lent.Count; }
    }

    public void Add(ProviderLink link)
    {
        _links.Add(link);
    }

    public void Warm(int account)
    {
        Warmed.Add(account);
        ProviderLink? link = Free(account);
        if (OpensWhenWarmed && link != null && !link.IsUsable) link.Open();
    }

    public ProviderLink? Take(int account, int waitMs)
    {
        ProviderLink? link = Seams.Fails("links.Take") ? null : Free(account);
        if (link == null)
        {
            clock.Advance(waitMs);
            return null;
        }
        Taken++;
        _lent.Add(link);
        return link;
    }

    public void Give(ProviderLink link)
    {
        if (!_lent.Remove(link)) throw new InvalidOperationException("A link was given back that is not lent.");
    }

    private Seams Seams { get; } = seams;

    private ProviderLink? Free(int account)
    {
        return _links.FirstOrDefault(link => link.Account.Index == account && !_lent.Contains(link));
    }
}
