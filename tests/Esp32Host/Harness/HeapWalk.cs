using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace DeviceMailAgent.Esp32Host;

/// <summary>
/// Adds up the objects that the agent's own code makes and keeps, as nanoCLR lays them out on a 32-bit board: blocks of 12 octets, one as an object's head and one for each
/// field; an array has a head of two blocks and its elements behind it, filled up to a whole block; a string is a head and its UTF-8 with a NUL. What the
/// class libraries make inside their own objects (sockets, events, threads) is not seen here.
/// </summary>
internal sealed class HeapWalk
{
    private const int Block = 12;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Assembly[] _own;
    private bool _literals;

    public HeapWalk(params Assembly[] own)
    {
        _own = own;
    }

    /// <summary>Octets of everything that can be reached from here and was not counted before, and how many of them are buffers.</summary>
    public (int Octets, int Buffers) Count(params object?[] roots)
    {
        int octets = 0;
        int buffers = 0;
        var open = new Stack<object>(roots.OfType<object>());
        while (open.Count > 0)
        {
            object next = open.Pop();
            if (!_seen.Add(next)) continue;
            octets += SizeOf(next);
            if (next is byte[]) buffers += SizeOf(next);
            foreach (object child in Children(next)) open.Push(child);
        }
        return (octets, buffers);
    }

    /// <summary>Octets behind the static fields of the own assemblies: all of them are made when the board starts. Their strings are literals, which stay in flash.</summary>
    public (int Octets, int Buffers) CountStatics()
    {
        var values = new List<object?>();
        foreach (Type type in _own.SelectMany(static assembly => assembly.GetTypes()).Where(IsOwn))
        {
            if (type.ContainsGenericParameters) continue;
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            {
                if (!field.IsLiteral) values.Add(field.GetValue(null));
            }
        }
        _literals = true;
        (int, int) counted = Count([.. values]);
        _literals = false;
        return counted;
    }

    // Stand-ins and what the compiler made are not the agent's.
    private bool IsOwn(Type type) => _own.Contains(type.Assembly) && (type.Namespace ?? "").StartsWith("DeviceMailAgent", StringComparison.Ordinal)
        && !(type.Namespace ?? "").StartsWith("DeviceMailAgent.Esp32Host", StringComparison.Ordinal);

    private static int Blocks(int octets) => (octets + Block - 1) / Block * Block;

    private int SizeOf(object value)
    {
        switch (value)
        {
            case string when _literals: return Block;
            case string text: return Block + Blocks(Encoding.UTF8.GetByteCount(text) + 1);
            case byte[] or bool[]: return 2 * Block + Blocks(((Array)value).Length);
            case Array array:
                Type element = array.GetType().GetElementType()!;
                return 2 * Block + (element.IsPrimitive ? Blocks(array.Length * System.Runtime.InteropServices.Marshal.SizeOf(element)) : Block * array.Length);
            default: return Block + Block * (IsOwn(value.GetType()) ? Fields(value.GetType()).Count() : 1);
        }
    }

    private IEnumerable<object> Children(object value)
    {
        if (value is Array array) return array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().OfType<object>();
        return IsOwn(value.GetType()) ? Fields(value.GetType()).Where(static field => !field.FieldType.IsValueType).Select(field => field.GetValue(value)).OfType<object>() : [];
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)) yield return field;
        }
    }
}
