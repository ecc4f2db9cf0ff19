using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using DeviceMailAgent.EndToEnd;

namespace DeviceMailAgent.Esp32Host;

/// <summary>
/// Adds up the objects that the agent's own code makes and keeps, as nanoCLR lays them out on a 32-bit board. What the class libraries make inside their
/// own objects (sockets, events, threads) is not seen here: such an object counts as two blocks.
/// </summary>
/// <remarks>
/// Read in nf-interpreter (main, July 2026), src/CLR:
/// <list type="bullet">
/// <item>CLR_RT_HeapBlock (Include/nanoCLR_Runtime__HeapBlock.h): a block is an id of 4 octets and 8 of data; everything takes whole blocks.</item>
/// <item>CLR_RT_ExecutionEngine::NewObject (Core/Execution.cpp): one block as head, one for each field; a field of a struct has an object of its own besides.</item>
/// <item>CLR_RT_HeapBlock_Array: the block, a count and four octets make a head of 20; elements follow it, references as whole blocks, enums as what they are made of.</item>
/// <item>CLR_RT_HeapBlock_String::CreateInstance: a literal is one block that points into flash (LDSTR makes a new one each time it is evaluated); any other
/// string is a block, its UTF-8 and a NUL.</item>
/// <item>CLR_RT_HeapBlock_Delegate: 32 octets. CLR_RT_HeapBlock::PerformBoxing: two blocks.</item>
/// <item>CLR_RT_Assembly (Core/TypeSystem.cpp): a block for each static field, from the same heap as all the rest (ExtractHeapBlocksForEvents); those that
/// hold an array initialiser's octets are structs. Constants have none (metadata-processor, nanoTablesContext).</item>
/// </list>
/// </remarks>
internal sealed class HeapWalk
{
    private const int Block = 12;
    private const int ArrayHead = 20;
    private const int Delegate = 32;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Assembly[] _own;
    private readonly HashSet<string> _leftOut = LeftOut();

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
            // One object on .NET may be several on nanoCLR, each where the literal stands.
            if (!IsLiteral(next) && !_seen.Add(next)) continue;
            octets += SizeOf(next);
            if (next is byte[]) buffers += SizeOf(next);
            foreach (object child in Children(next)) open.Push(child);
        }
        return (octets, buffers);
    }

    /// <summary>Octets of the static fields of the own assemblies and of what is behind them: all of them are made when the board starts.</summary>
    public (int Octets, int Buffers) CountStatics()
    {
        var values = new List<object?>();
        int fields = 0;
        foreach (Type type in _own.SelectMany(static assembly => assembly.GetTypes()).Where(IsOwn))
        {
            if (type.ContainsGenericParameters) continue;
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(static field => !field.IsLiteral))
            {
                values.Add(field.GetValue(null));
                fields++;
            }
        }
        fields += 2 * _own.SelectMany(static assembly => assembly.GetTypes()).Where(static type => type.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal))
            .Sum(static type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Length);
        (int octets, int buffers) = Count([.. values]);
        return (octets + fields * Block, buffers);
    }

    // Stand-ins and what the compiler made are not the agent's.
    private bool IsOwn(Type type) => _own.Contains(type.Assembly) && (type.Namespace ?? "").StartsWith("DeviceMailAgent", StringComparison.Ordinal)
        && !(type.Namespace ?? "").StartsWith("DeviceMailAgent.Esp32Host", StringComparison.Ordinal)
        && !(type.Assembly == typeof(Limits).Assembly && _leftOut.Contains(Outermost(type).Name));

    private static Type Outermost(Type type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    // Core.nfproj's Exclude: a file has the name of its type.
    private static HashSet<string> LeftOut()
    {
        string folder = Repository.File("firmware/esp32/Core");
        IEnumerable<string> patterns = XDocument.Load(Path.Combine(folder, "DeviceMailAgent.Core.nfproj")).Descendants().Attributes("Exclude").SelectMany(static exclude => exclude.Value.Split(';'));
        var names = new HashSet<string>();
        foreach (string pattern in patterns.Select(static pattern => pattern.Replace('\\', '/')))
        {
            string path = Path.GetFullPath(Path.Combine(folder, pattern.Replace("/**", "", StringComparison.Ordinal)));
            string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*.cs", SearchOption.AllDirectories) : [path];
            if (!pattern.Contains("/bin/", StringComparison.Ordinal) && !pattern.Contains("/obj/", StringComparison.Ordinal)) names.UnionWith(files.Select(static file => Path.GetFileNameWithoutExtension(file)));
        }
        return names;
    }

    private static bool IsLiteral(object value) => value is string text && ReferenceEquals(string.IsInterned(text), text);

    private static int Blocks(int octets) => (octets + Block - 1) / Block * Block;

    private int SizeOf(object value) => value switch
    {
        string when IsLiteral(value) => Block,
        string text => Blocks(Block + Encoding.UTF8.GetByteCount(text) + 1),
        Array array => Blocks(ArrayHead + array.Length * SizeOfElement(array.GetType().GetElementType()!)),
        System.Delegate => Blocks(Delegate),
        _ when IsOwn(value.GetType()) => SizeOfObject(value.GetType()),
        _ => value.GetType() == typeof(object) ? Block : 2 * Block,
    };

    private int SizeOfObject(Type type) => Block + Fields(type).Sum(field => Block + (IsOwn(field.FieldType) && field.FieldType is { IsValueType: true, IsEnum: false } ? SizeOfObject(field.FieldType) : 0));

    private static int SizeOfElement(Type element)
    {
        if (element.IsEnum) element = element.GetEnumUnderlyingType();
        return element == typeof(bool) ? 1 : element == typeof(char) ? 2 : element.IsPrimitive ? System.Runtime.InteropServices.Marshal.SizeOf(element) : Block;
    }

    private IEnumerable<object> Children(object value)
    {
        if (value is Array array) return array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().OfType<object>();
        if (value is System.Delegate { Target: { } target }) return [target];
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
