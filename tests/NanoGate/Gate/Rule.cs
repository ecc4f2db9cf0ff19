using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.NanoGate.Gate;

/// <summary>One thing that nanoCLR does not run, or that allocates where nothing may.</summary>
/// <param name="Id">Stable name; a bad sample expects it.</param>
/// <param name="Why">What is wrong with it.</param>
/// <param name="Cure">What to write instead.</param>
public sealed record Rule(string Id, string Why, string Cure)
{
    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>Every rule of the gate.</summary>
public static class Rules
{
    // What nanoCLR 1.x cannot compile against, load or run.
    public static readonly Rule Compile = new("compile", "does not compile against nanoFramework's libraries", "write it with what C# and tests/NanoGate/api/*.txt offer");
    public static readonly Rule LibraryMember = new("library-member", "nanoFramework's libraries have no such type or member", "look for what they have in tests/NanoGate/api/*.txt, or write it in core");
    public static readonly Rule Generic = new("generic", "generics do not run on nanoCLR 1.x (it crashes while loading them)", "write the class or delegate for its type; for int? a flag beside the value, for a span (buffer, offset, count), for a tuple out parameters");
    public static readonly Rule MultiDimensional = new("multi-dimensional-array", "nanoCLR crashes on arrays of more than one dimension", "use an array of arrays, or compute the index");
    public static readonly Rule InterfaceBody = new("interface-body", "nanoCLR does not run interface members that have a body", "declare it without one and implement it in each class");
    public static readonly Rule StaticAbstract = new("static-abstract", "nanoCLR has no static abstract members", "make it an instance member of the interface");
    public static readonly Rule Pointer = new("pointer", "nanoCLR has no pointers, stackalloc, fixed or function pointers", "use an array and an index");
    public static readonly Rule Volatile = new("volatile", "nanoCLR's libraries lack what volatile needs", "use lock or Interlocked");
    public static readonly Rule ThreadStatic = new("thread-static", "nanoCLR has no thread-static fields", "keep it in an object that only one thread has");
    public static readonly Rule Checked = new("checked", "nanoCLR does not throw on overflow", "compare before you compute");
    public static readonly Rule ExcludedType = new("excluded-type", "the type is for the compiler only: the device's image does not contain it", "use it as an attribute or not at all");
    public static readonly Rule StateMachine = new("state-machine", "async and yield need types that nanoFramework lacks", "write a blocking loop, or keep the state in a class of your own");
    public static readonly Rule CovariantReturn = new("covariant-return", "nanoCLR has no covariant returns", "return the base's type");
    public static readonly Rule StaticOrder = new("static-order", "nanoCLR runs static initialisers in the order of compilation, not on first use, so this may still be null", "set both in one class, or pass the value where it is used");
    public static readonly Rule ImageSize = new("image-size", "nanoCLR finds code and strings of an assembly by 16-bit offsets", "split the program into two assemblies, or shorten it");

    // What allocates, outside constructors, static initialisers and what [StartUp] marks.
    public static readonly Rule NewObject = new("new-object", "allocates an object outside start-up", "make it in the constructor and use it again");
    public static readonly Rule NewArray = new("new-array", "allocates an array outside start-up (params and collection expressions do it too)", "make the buffer in the constructor, sized in Limits");
    public static readonly Rule Boxing = new("boxing", "boxes a value: 24 B each time", "keep one boxed value in a static readonly object, or take the value's own type");
    public static readonly Rule StringLiteral = new("string-literal", "a string literal costs 12 B each time it is evaluated", "keep it in a static readonly field: byte[] for what goes out, string for the rest");
    public static readonly Rule StringBuilding = new("string-building", "makes a string (60 to 372 B)", "write octets into a buffer: Ascii.Append, Ascii.AppendDecimal");
    public static readonly Rule DelegateCreation = new("delegate", "creates a delegate", "make it in the constructor and keep it, or use an interface");
    public static readonly Rule Closure = new("closure", "a lambda or local function that captures variables allocates them", "pass them as parameters");
    public static readonly Rule StructByValue = new("struct-by-value", "nanoCLR keeps structs on its heap: a local, a copy, a parameter or a result costs 72 B", "use a class made once, or pass the struct by ref from a field");
    public static readonly Rule LibraryAllocates = new("library-allocates", "this call into the class libraries allocates", "call it at start and keep the result");
    public static readonly Rule LibraryUnjudged = new("library-unjudged", "nobody has judged what this call into the class libraries costs", "find out from nanoFramework's source and add it with the reason to tests/NanoGate/libraries/costs.txt");
    public static readonly Rule StartUpCalled = new("start-up-called", "a [StartUp] member may allocate and this caller runs later", "call it in the constructor and keep the result, or mark the caller [StartUp] if it runs at start only");

    /// <summary>Mentioned, never refused.</summary>
    public static readonly Rule Slow = new("slow", "allowed, but slow on nanoCLR", "copy to byte[] once where it runs often");

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<Rule> All { get; } =
        [.. typeof(Rules).GetFields().Select(static field => field.GetValue(null)).OfType<Rule>()];
}
