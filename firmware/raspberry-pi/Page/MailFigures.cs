using System;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>What the page and the metrics tell of the mails since the start. It is there only where agent.json has a page; no call allocates.</summary>
internal sealed class MailFigures
{
    /// <summary>The upper bounds of the delivery times' classes in milliseconds; scanners give up after 30 to 300 s (scanners.md).</summary>
    public static readonly int[] BoundsMs = [250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000];

    private static readonly Diagnosis[] Diagnoses = Enum.GetValues<Diagnosis>();

    private readonly Lock _gate = new Lock();
    private readonly AccountRow[] _accounts;
    private readonly MailNote[] _last = new MailNote[PageLimits.Mails];
    private readonly long[] _scanners = new long[Diagnoses.Length];
    private long _count;

    /// <param name="accounts">How many agent.json has; one more row is for mails that no account was found for.</param>
    public MailFigures(int accounts)
    {
        _accounts = new AccountRow[accounts + 1];
        for (int i = 0; i < _accounts.Length; i++) _accounts[i] = new AccountRow();
        for (int i = 0; i < _last.Length; i++) _last[i] = new MailNote();
    }

    /// <summary>How many diagnoses there are.</summary>
    public static int Kinds
    {
        get { return Diagnoses.Length; }
    }

    /// <summary>One row for each account, and behind them that of none.</summary>
    public ReadOnlySpan<AccountRow> Accounts
    {
        get { return _accounts; }
    }

    /// <summary>How many of the last mails are kept.</summary>
    public int LastCount
    {
        get { return (int)Math.Min(_count, _last.Length); }
    }

    /// <summary>One of the last mails; 0: the newest.</summary>
    public MailNote Last(int back)
    {
        return _last[(int)((_count - 1 - back) % _last.Length)];
    }

    /// <summary>A mail ended.</summary>
    /// <param name="mail">The mail; lent.</param>
    /// <param name="atMs">When, by the agent's clock.</param>
    /// <param name="address">The scanner's address as text; lent.</param>
    /// <param name="count">Its octets; 0: it was a mail of the agent's own.</param>
    public void MailEnded(MailRecord mail, long atMs, byte[] address, int count)
    {
        lock (_gate)
        {
            _accounts[mail.Account < 0 ? _accounts.Length - 1 : mail.Account].Add(mail);
            MailNote note = _last[(int)(_count++ % _last.Length)];
            note.AtMs = atMs;
            note.Account = mail.Account;
            note.Octets = mail.Octets;
            note.ElapsedMs = mail.ElapsedMs;
            note.Diagnosis = mail.Diagnosis;
            note.AddressCount = Math.Min(count, note.Address.Length);
            Array.Copy(address, note.Address, note.AddressCount);
        }
    }

    /// <summary>Something about a scanner that is no mail's matter, or not yet.</summary>
    public void ScannerNoted(Diagnosis diagnosis)
    {
        lock (_gate) _scanners[Array.IndexOf(Diagnoses, diagnosis)]++;
    }

    /// <summary>How often the diagnosis of an index was noted about a scanner.</summary>
    public long Scanners(int index, out Diagnosis diagnosis)
    {
        diagnosis = Diagnoses[index];
        return _scanners[index];
    }

    /// <summary>Copies all into another one of the same size, so that nobody waits while a page is written.</summary>
    public void CopyTo(MailFigures other)
    {
        lock (_gate)
        {
            for (int i = 0; i < _accounts.Length; i++) _accounts[i].CopyTo(other._accounts[i]);
            for (int i = 0; i < _last.Length; i++) _last[i].CopyTo(other._last[i]);
            Array.Copy(_scanners, other._scanners, _scanners.Length);
            other._count = _count;
        }
    }

    /// <summary>One account's mails.</summary>
    internal sealed class AccountRow
    {
        private readonly long[] _failures = new long[Diagnoses.Length];

        public long Delivered { get; private set; }

        public long Refused { get; private set; }

        /// <summary>The connection broke before the provider's answer.</summary>
        public long Unknown { get; private set; }

        /// <summary>Octets of the delivered ones.</summary>
        public long Octets { get; private set; }

        /// <summary>Milliseconds of the delivered ones together.</summary>
        public long SumMs { get; private set; }

        /// <summary>Delivered ones by time: each up to its bound of <see cref="BoundsMs"/> and above the one before; the last one above all.</summary>
        public long[] Classes { get; } = new long[BoundsMs.Length + 1];

        public bool IsEmpty
        {
            get { return Delivered + Refused + Unknown == 0; }
        }

        /// <summary>How many mails failed with the diagnosis of an index.</summary>
        public long Failures(int index, out Diagnosis diagnosis)
        {
            diagnosis = Diagnoses[index];
            return _failures[index];
        }

        public void Add(MailRecord mail)
        {
            if (mail.Diagnosis != Diagnosis.None)
            {
                if (mail.Diagnosis == Diagnosis.OutcomeUnknown) Unknown++;
                else Refused++;
                _failures[Array.IndexOf(Diagnoses, mail.Diagnosis)]++;
                return;
            }
            Delivered++;
            Octets += mail.Octets;
            SumMs += mail.ElapsedMs;
            int at = 0;
            while (at < BoundsMs.Length && mail.ElapsedMs > BoundsMs[at]) at++;
            Classes[at]++;
        }

        public void CopyTo(AccountRow other)
        {
            other.Delivered = Delivered;
            other.Refused = Refused;
            other.Unknown = Unknown;
            other.Octets = Octets;
            other.SumMs = SumMs;
            Array.Copy(Classes, other.Classes, Classes.Length);
            Array.Copy(_failures, other._failures, _failures.Length);
        }
    }

    /// <summary>One of the last mails.</summary>
    internal sealed class MailNote
    {
        /// <summary>When it ended, by the agent's clock.</summary>
        public long AtMs { get; set; }

        /// <summary>Index into agent.json's accounts; below 0: none.</summary>
        public int Account { get; set; }

        public long Octets { get; set; }

        public int ElapsedMs { get; set; }

        /// <summary>None: delivered.</summary>
        public Diagnosis Diagnosis { get; set; }

        /// <summary>The scanner's address as text.</summary>
        public byte[] Address { get; } = new byte[64];

        public int AddressCount { get; set; }

        public void CopyTo(MailNote other)
        {
            other.AtMs = AtMs;
            other.Account = Account;
            other.Octets = Octets;
            other.ElapsedMs = ElapsedMs;
            other.Diagnosis = Diagnosis;
            other.AddressCount = AddressCount;
            Array.Copy(Address, other.Address, AddressCount);
        }
    }
}
