using System.Globalization;
using System.Text.Encodings.Web;

namespace Connector.Dashboard.Pages;

/// <summary>
/// Encodes every text of every page, and shows what would change the order in which a reader sees the others: in a text that strangers
/// wrote, "exe.jpg" may stand for "gpj.exe". All pages go through it, so no part of a page has to think of it.
/// </summary>
internal sealed class VisibleMarks : HtmlEncoder
{
    private static readonly HtmlEncoder Usual = Default;

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => Math.Max(Usual.MaxOutputCharactersPerInputCharacter, 8);

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => Usual.FindFirstCharacterToEncode(text, textLength);

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => Usual.WillEncode(unicodeScalar);

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        IsMark(unicodeScalar)
            ? new Span<char>(buffer, bufferLength).TryWrite(CultureInfo.InvariantCulture, $"[U+{unicodeScalar:X4}]", out numberOfCharactersWritten)
            : Usual.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    // Embeddings, overrides and isolates, what ends them, and the marks of direction.
    private static bool IsMark(int scalar) => scalar is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
