import Documents

/// What the API server fills in where a pod template says nothing.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/apis/core/v1/{defaults,conversion}.go`,
/// `pkg/apis/apps/v1/zz_generated.defaults.go`.
public enum PodTemplateDefaults {
  /// The template with every default.
  public static func applied(to template: Node) -> Node {
    var template = template
    if template["spec"]?.object == nil { template.set("spec", [:]) }
    template.change("spec") { spec in
      spec.fill("dnsPolicy", "ClusterFirst")
      spec.fill("restartPolicy", "Always")
      spec.fill("securityContext", [:])
      spec.fill("terminationGracePeriodSeconds", 30)
      spec.fill("schedulerName", "default-scheduler")
      if let account = spec["serviceAccountName"]?.string ?? spec["serviceAccount"]?.string,
        !account.isEmpty
      {
        spec.set("serviceAccountName", Node(account))
        spec.set("serviceAccount", Node(account))
      }
      for list in ["initContainers", "containers", "ephemeralContainers"] {
        spec.changeEach(list, container)
      }
      spec.changeEach("volumes", volume)
    }
    return template
  }

  private static func container(_ container: inout Node) {
    container.fill("imagePullPolicy", Node(pullPolicy(of: container["image"]?.string ?? "")))
    container.fill("terminationMessagePath", "/dev/termination-log")
    container.fill("terminationMessagePolicy", "File")
    container.changeEach("ports") { $0.fill("protocol", "TCP") }
    container.changeEach("env") {
      $0.change("valueFrom") {
        $0.change("fieldRef", fieldSelector)
        $0.change("fileKeyRef") { $0.fill("optional", false) }
      }
    }
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
      container.change(name) { probe in
        probe.fillPositive("timeoutSeconds", 1)
        probe.fillPositive("periodSeconds", 10)
        probe.fillPositive("successThreshold", 1)
        probe.fillPositive("failureThreshold", 3)
        probe.change("httpGet", httpGet)
        probe.change("grpc") { $0.fill("service", "") }
      }
    }
    container.change("lifecycle") { lifecycle in
      for name in ["postStart", "preStop"] {
        lifecycle.change(name) { $0.change("httpGet", httpGet) }
      }
    }
  }

  private static func httpGet(_ action: inout Node) {
    action.fill("path", "/")
    action.fill("scheme", "HTTP")
  }

  private static func fieldSelector(_ selector: inout Node) { selector.fill("apiVersion", "v1") }

  /// Images without a tag, or with `latest`, are pulled always; a digest alone is no tag.
  private static func pullPolicy(of image: String) -> String {
    let parts = image.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty else { return "IfNotPresent" }
    let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    if let colon = last.firstIndex(of: ":") {
      return last[last.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
    }
    return parts.count > 1 ? "IfNotPresent" : "Always"
  }

  private static func volume(_ volume: inout Node) {
    let sources = volume.object?.filter { $0.key != "name" && !$0.value.isNull } ?? []
    if sources.isEmpty { volume.set("emptyDir", [:]) }
    volume.change("hostPath") { if $0["type"]?.isNull ?? true { $0.set("type", "") } }
    for name in ["secret", "configMap", "downwardAPI", "projected"] {
      volume.change(name) { if $0["defaultMode"]?.isNull ?? true { $0.set("defaultMode", 420) } }
    }
    volume.change("downwardAPI") { $0.changeEach("items") { $0.change("fieldRef", fieldSelector) } }
    volume.change("projected") {
      $0.changeEach("sources") {
        $0.change("downwardAPI") {
          $0.changeEach("items") { $0.change("fieldRef", fieldSelector) }
        }
        $0.change("serviceAccountToken") { $0.fill("expirationSeconds", 3600) }
      }
    }
    volume.change("iscsi") { $0.fill("iscsiInterface", "default") }
    volume.change("rbd") {
      $0.fill("pool", "rbd")
      $0.fill("user", "admin")
      $0.fill("keyring", "/etc/ceph/keyring")
    }
    volume.change("azureDisk") {
      $0.fill("cachingMode", "ReadWrite")
      $0.fill("fsType", "ext4")
      $0.fill("readOnly", false)
      $0.fill("kind", "Shared")
    }
    volume.change("scaleIO") {
      $0.fill("storageMode", "ThinProvisioned")
      $0.fill("fsType", "xfs")
    }
    volume.change("ephemeral") {
      $0.change("volumeClaimTemplate") { $0.change("spec") { $0.fill("volumeMode", "Filesystem") } }
    }
    volume.change("image") {
      $0.fill("pullPolicy", Node(pullPolicy(of: $0["reference"]?.string ?? "")))
    }
  }
}

extension Node {
  /// Sets a member that is absent, null or an empty text.
  fileprivate mutating func fill(_ key: String, _ value: Node) {
    let present = self[key]
    if present == nil || present?.isNull == true || present?.string == "" { set(key, value) }
  }

  /// Sets a number that is absent or zero.
  fileprivate mutating func fillPositive(_ key: String, _ value: Node) {
    if self[key]?.int64 ?? 0 == 0 { set(key, value) }
  }

  /// Changes a member that is an object.
  fileprivate mutating func change(_ key: String, _ body: (inout Node) -> Void) {
    guard var member = self[key], member.object != nil else { return }
    body(&member)
    set(key, member)
  }

  /// Changes the elements of a member that is a list.
  fileprivate mutating func changeEach(_ key: String, _ body: (inout Node) -> Void) {
    guard var elements = self[key]?.array else { return }
    for index in elements.indices where elements[index].object != nil { body(&elements[index]) }
    set(key, Node(elements))
  }
}
