using Connector.SuperOffice.Associates;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Identity;
using Connector.SuperOffice.Preconditions;
using Connector.SuperOffice.Search;
using Connector.SuperOffice.Webhooks;

namespace Connector.SuperOffice;

/// <summary>
/// One tenant's REST API, as much of it as we need: here what enrichment needs all the time, elsewhere by area. Every method throws
/// <see cref="SuperOfficeException"/> for anything but the documented answer.
/// </summary>
public sealed class SuperOfficeClient
{
    private readonly ApiCaller _api;
    private readonly FieldLayouts _layouts;
    private readonly FieldLists _lists;
    private readonly IdentityResolver _identity;
    private readonly RememberedRefusals _refusals;
    private readonly SuperOfficeOptions _options;

    internal SuperOfficeClient(
        ApiCaller api,
        FieldLayouts layouts,
        FieldLists lists,
        IdentityResolver identity,
        AssociateDirectory associates,
        RememberedRefusals refusals,
        SuperOfficeOptions options)
    {
        _api = api;
        _layouts = layouts;
        _lists = lists;
        _identity = identity;
        _refusals = refusals;
        _options = options;
        Contacts = new Contacts(api, _options.WritePrecondition);
        Persons = new Persons(api, _options.WritePrecondition);
        Sales = new Sales(api, _options.WritePrecondition);
        Lists = new CrmLists(lists, new ListDirectory(api));
        Search = new ArchiveSearch(api);
        Associates = associates;
        Webhooks = new WebhookSubscriptions(api);
        Preconditions = new PreconditionProbe(api, layouts);
    }

    /// <summary>Companies.</summary>
    public Contacts Contacts { get; }

    /// <summary>Humans at companies.</summary>
    public Persons Persons { get; }

    /// <summary>Sales.</summary>
    public Sales Sales { get; }

    /// <summary>The lists behind list fields.</summary>
    public CrmLists Lists { get; }

    /// <summary>Rows of many records, page by page.</summary>
    public ArchiveSearch Search { get; }

    /// <summary>The users of the CRM.</summary>
    public AssociateDirectory Associates { get; }

    /// <summary>The webhooks this application registered.</summary>
    public WebhookSubscriptions Webhooks { get; }

    /// <summary>Which preconditions of a change the tenant honours.</summary>
    public PreconditionProbe Preconditions { get; }

    /// <summary>
    /// The same client, sharing everything with this one, whose calls have that urgency. What is cached for all (fields, lists, users, who
    /// we are) stays <see cref="CallClass.Live"/>: others may wait for it.
    /// </summary>
    public SuperOfficeClient With(CallClass callClass) => new(_api.With(callClass), _layouts, _lists, _identity, Associates, _refusals, _options);

    /// <summary>
    /// Forgets that SuperOffice refused a login, does not run the tenant, or only failed: the next call asks, instead of failing as the last one did. For
    /// a person's word that things are right again; what is asked for by the minute is asked for soon enough.
    /// </summary>
    public Task ForgetRefusalsAsync(CancellationToken cancellationToken) => _refusals.ForgetAsync(cancellationToken);

    /// <summary>The contact, or null if there is none (404).</summary>
    public Task<ContactRecord?> GetContactAsync(int contactId, CancellationToken cancellationToken) => Contacts.GetAsync(contactId, cancellationToken);

    /// <summary>The person, or null if there is none (404).</summary>
    public Task<PersonRecord?> GetPersonAsync(int personId, CancellationToken cancellationToken) => Persons.GetAsync(personId, cancellationToken);

    /// <summary>
    /// Changes user-defined fields by JSON Patch, guarded as <see cref="SuperOfficeOptions.WritePrecondition"/> says. It is never sent twice
    /// after it may have arrived: a failure without an answer leaves open whether the change was made.
    /// </summary>
    /// <returns>The fields as the CRM returned them after the change, like <see cref="CrmRecord.Fields"/>.</returns>
    /// <exception cref="ArgumentException">The patch is empty or names what cannot be a field; nothing was sent.</exception>
    public async Task<IReadOnlyDictionary<string, string>> PatchFieldsAsync(
        CrmEntity entity, int id, FieldPatch patch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(id);
        var call = FieldPatchDocument.ToCall(entity, id, patch, _options.WritePrecondition);
        var answer = await _api.SendAsync(call, mayBeMissing: false, cancellationToken);
        return answer.Read(root => RecordReader.FieldsOf(root, entity, id));
    }

    /// <summary>The published user-defined fields of an entity, by ProgId; cached for 10 minutes.</summary>
    public Task<IReadOnlyDictionary<string, FieldDefinition>> GetFieldsAsync(CrmEntity entity, CancellationToken cancellationToken) =>
        _layouts.GetAsync(entity, cancellationToken);

    /// <summary>The same, read anew: for whoever must know what the layout is now. Where that fails, what is known stays.</summary>
    public Task<IReadOnlyDictionary<string, FieldDefinition>> ReadFieldsAsync(CrmEntity entity, CancellationToken cancellationToken) =>
        _layouts.ReadAsync(entity, cancellationToken);

    /// <summary>
    /// The items of a list field that are not deleted, cached for 10 minutes; null if the list cannot be found, which is asked
    /// again after a minute.
    /// </summary>
    public async Task<IReadOnlyList<ListItem>?> GetListItemsAsync(FieldDefinition field, CancellationToken cancellationToken) =>
        (await _lists.ResolveAsync(field, cancellationToken)).Items;

    /// <summary>Whom the login speaks for, with rights and licences, asked anew: for a person's eyes. Fails where the identity call is closed.</summary>
    public Task<CrmPrincipal> ReadPrincipalAsync(CancellationToken cancellationToken) => PrincipalReader.ReadAsync(_api, cancellationToken);

    /// <summary>What is missing for mails under that user's name, a sentence each; empty if nothing is known to be. Nothing is mailed.</summary>
    public Task<IReadOnlyList<string>> FindMissingForSendingAsync(CrmPrincipal principal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return SenderProbe.FindMissingAsync(_api, principal, cancellationToken);
    }

    /// <summary>
    /// Who we are; asked once, cached while the token lasts. Never throws for a blocked identity call; does if the tenant cannot be
    /// called at all.
    /// </summary>
    public Task<CrmIdentity> GetIdentityAsync(CancellationToken cancellationToken) => _identity.GetAsync(cancellationToken);
}
