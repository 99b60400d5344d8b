using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that are known once the application runs.</summary>
public class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    private readonly IReadOnlyList<Func<string>> _parts;

    private ReferenceExpression(IReadOnlyList<Func<string>> parts) => _parts = parts;

    string IValueProvider.Value => string.Concat(_parts.Select(part => part()));

    /// <summary>Makes one from an interpolated string, which the compiler takes apart by the handler below.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<Func<string>> Parts { get; } = new((2 * formattedCount) + Math.Min(literalLength, 1));

        public void AppendLiteral(string value) => Parts.Add(() => value);

        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => Parts.Add(() => valueProvider.Value);
    }
}
