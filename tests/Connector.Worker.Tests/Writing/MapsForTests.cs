using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

/// <summary>Field maps the way production makes them: a mapping met with a layout.</summary>
internal static class MapsForTests
{
    public static FieldMap Of(params MappedField[] fields)
    {
        var contact = new ContactMapping();
        contact.Vertical.ProgId = null;
        foreach (var field in fields)
        {
            var entry = field.Field switch
            {
                FieldNames.Vertical => contact.Vertical,
                FieldNames.Summary => contact.Summary,
                FieldNames.Opener => contact.Opener,
                FieldNames.OpenerSecondary => contact.OpenerSecondary,
                FieldNames.LastEnriched => contact.LastEnriched,
                FieldNames.Stamp => contact.Stamp,
                _ => throw new ArgumentException($"No contact field {field.Field}.", nameof(fields)),
            };
            (entry.ProgId, entry.Policy, entry.Unknown, entry.TooLong) = (field.ProgId, field.Policy, field.Unknown, field.TooLong);
            foreach (var (name, item) in field.Aliases)
            {
                entry.Aliases.Add(name, item);
            }
        }

        return FieldMap.Resolve(contact, fields.ToDictionary(f => f.ProgId, f => f.Definition));
    }
}
