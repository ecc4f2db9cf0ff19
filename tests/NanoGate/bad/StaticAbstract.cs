namespace Bad;

public interface IMade
{
    static abstract int Size(); // refused: static-abstract
}
