using System;
using System.Diagnostics;

namespace Bad;

[Obsolete("as an attribute it is fine")]
public class ExcludedType
{
    public static readonly object Nothing = DBNull.Value; // refused: excluded-type

    private DebuggerHiddenAttribute? _hidden = null; // refused: excluded-type

    public bool IsHidden
    {
        get { return _hidden != null; } // refused: excluded-type
    }
}
