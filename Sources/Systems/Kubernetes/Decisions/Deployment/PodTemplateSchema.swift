/// The structs that a pod template consists of: names, order and types of their fields, on which
/// its hash depends.
///
/// Mirrors: `k8s.io/api@v0.36.2 core/v1/types.go`, `k8s.io/apimachinery@v0.36.2 pkg/apis/meta/v1`.
enum PodTemplateSchema {
  struct Field: Sendable {
    /// Go's name of the field.
    var name: String
    /// Go's type.
    var type: String
    /// The member of the document; nil where the field's own fields stand beside the others.
    var member: String?
  }

  static let structs: [String: [Field]] = parsed(text)

  /// `name:type`, then `:member` where that is not the name with a small first letter. Embedded
  /// structs have no name.
  private static func parsed(_ text: String) -> [String: [Field]] {
    var structs: [String: [Field]] = [:]
    var current = ""
    let words = text.split { $0 == " " || $0 == "\n" }.map(String.init)
    for (index, word) in words.enumerated() where word != "=" {
      if index + 1 < words.count, words[index + 1] == "=" {
        current = word
        continue
      }
      let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let name = parts[0]
      let member = name.prefix(1).lowercased() + name.dropFirst()
      structs[current, default: []].append(
        Field(
          name: name.isEmpty ? parts[1] : name, type: parts[1],
          member: parts.count > 2 ? parts[2] : name.isEmpty ? nil : member))
    }
    return structs
  }

  private static let text = """
    PodTemplateSpec = :ObjectMeta:metadata Spec:PodSpec
    ObjectMeta = Name:string GenerateName:string Namespace:string SelfLink:string UID:types.UID
      ResourceVersion:string Generation:int64 CreationTimestamp:Time DeletionTimestamp:*Time
      DeletionGracePeriodSeconds:*int64 Labels:map[string]string Annotations:map[string]string
      OwnerReferences:[]OwnerReference Finalizers:[]string ManagedFields:[]ManagedFieldsEntry
    PodSpec = Volumes:[]Volume InitContainers:[]Container Containers:[]Container
      EphemeralContainers:[]EphemeralContainer RestartPolicy:RestartPolicy
      TerminationGracePeriodSeconds:*int64 ActiveDeadlineSeconds:*int64
      DNSPolicy:DNSPolicy:dnsPolicy NodeSelector:map[string]string ServiceAccountName:string
      DeprecatedServiceAccount:string:serviceAccount AutomountServiceAccountToken:*bool
      NodeName:string HostNetwork:bool HostPID:bool HostIPC:bool ShareProcessNamespace:*bool
      SecurityContext:*PodSecurityContext ImagePullSecrets:[]LocalObjectReference Hostname:string
      Subdomain:string Affinity:*Affinity SchedulerName:string Tolerations:[]Toleration
      HostAliases:[]HostAlias PriorityClassName:string Priority:*int32
      DNSConfig:*PodDNSConfig:dnsConfig ReadinessGates:[]PodReadinessGate RuntimeClassName:*string
      EnableServiceLinks:*bool PreemptionPolicy:*PreemptionPolicy Overhead:ResourceList
      TopologySpreadConstraints:[]TopologySpreadConstraint SetHostnameAsFQDN:*bool OS:*PodOS:os
      HostUsers:*bool SchedulingGates:[]PodSchedulingGate ResourceClaims:[]PodResourceClaim
      Resources:*ResourceRequirements HostnameOverride:*string SchedulingGroup:*PodSchedulingGroup
    OwnerReference = APIVersion:string:apiVersion Kind:string Name:string UID:types.UID:uid
      Controller:*bool BlockOwnerDeletion:*bool
    Volume = Name:string :VolumeSource
    Container = Name:string Image:string Command:[]string Args:[]string WorkingDir:string
      Ports:[]ContainerPort EnvFrom:[]EnvFromSource Env:[]EnvVar Resources:ResourceRequirements
      ResizePolicy:[]ContainerResizePolicy RestartPolicy:*ContainerRestartPolicy
      RestartPolicyRules:[]ContainerRestartRule VolumeMounts:[]VolumeMount
      VolumeDevices:[]VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe
      Lifecycle:*Lifecycle TerminationMessagePath:string
      TerminationMessagePolicy:TerminationMessagePolicy ImagePullPolicy:PullPolicy
      SecurityContext:*SecurityContext Stdin:bool StdinOnce:bool TTY:bool:tty
    EphemeralContainer = :EphemeralContainerCommon TargetContainerName:string
    PodSecurityContext = SELinuxOptions:*SELinuxOptions:seLinuxOptions
      WindowsOptions:*WindowsSecurityContextOptions RunAsUser:*int64 RunAsGroup:*int64
      RunAsNonRoot:*bool SupplementalGroups:[]int64
      SupplementalGroupsPolicy:*SupplementalGroupsPolicy FSGroup:*int64:fsGroup Sysctls:[]Sysctl
      FSGroupChangePolicy:*PodFSGroupChangePolicy:fsGroupChangePolicy SeccompProfile:*SeccompProfile
      AppArmorProfile:*AppArmorProfile
      SELinuxChangePolicy:*PodSELinuxChangePolicy:seLinuxChangePolicy
    LocalObjectReference = Name:string
    Affinity = NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAntiAffinity
    Toleration = Key:string Operator:TolerationOperator Value:string Effect:TaintEffect
      TolerationSeconds:*int64
    HostAlias = IP:string:ip Hostnames:[]string
    PodDNSConfig = Nameservers:[]string Searches:[]string Options:[]PodDNSConfigOption
    PodReadinessGate = ConditionType:PodConditionType
    TopologySpreadConstraint = MaxSkew:int32 TopologyKey:string
      WhenUnsatisfiable:UnsatisfiableConstraintAction LabelSelector:*LabelSelector MinDomains:*int32
      NodeAffinityPolicy:*NodeInclusionPolicy NodeTaintsPolicy:*NodeInclusionPolicy
      MatchLabelKeys:[]string
    PodOS = Name:OSName
    PodSchedulingGate = Name:string
    PodResourceClaim = Name:string ResourceClaimName:*string ResourceClaimTemplateName:*string
    ResourceRequirements = Limits:ResourceList Requests:ResourceList Claims:[]ResourceClaim
    PodSchedulingGroup = PodGroupName:*string
    VolumeSource = HostPath:*HostPathVolumeSource EmptyDir:*EmptyDirVolumeSource
      GCEPersistentDisk:*GCEPersistentDiskVolumeSource:gcePersistentDisk
      AWSElasticBlockStore:*AWSElasticBlockStoreVolumeSource:awsElasticBlockStore
      GitRepo:*GitRepoVolumeSource Secret:*SecretVolumeSource NFS:*NFSVolumeSource:nfs
      ISCSI:*ISCSIVolumeSource:iscsi Glusterfs:*GlusterfsVolumeSource
      PersistentVolumeClaim:*PersistentVolumeClaimVolumeSource RBD:*RBDVolumeSource:rbd
      FlexVolume:*FlexVolumeSource Cinder:*CinderVolumeSource CephFS:*CephFSVolumeSource:cephfs
      Flocker:*FlockerVolumeSource DownwardAPI:*DownwardAPIVolumeSource FC:*FCVolumeSource:fc
      AzureFile:*AzureFileVolumeSource ConfigMap:*ConfigMapVolumeSource
      VsphereVolume:*VsphereVirtualDiskVolumeSource Quobyte:*QuobyteVolumeSource
      AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource
      Projected:*ProjectedVolumeSource PortworxVolume:*PortworxVolumeSource
      ScaleIO:*ScaleIOVolumeSource StorageOS:*StorageOSVolumeSource:storageos
      CSI:*CSIVolumeSource:csi Ephemeral:*EphemeralVolumeSource Image:*ImageVolumeSource
    ContainerPort = Name:string HostPort:int32 ContainerPort:int32 Protocol:Protocol HostIP:string
    EnvFromSource = Prefix:string ConfigMapRef:*ConfigMapEnvSource SecretRef:*SecretEnvSource
    EnvVar = Name:string Value:string ValueFrom:*EnvVarSource
    ContainerResizePolicy = ResourceName:ResourceName RestartPolicy:ResourceResizeRestartPolicy
    ContainerRestartRule = Action:ContainerRestartRuleAction
      ExitCodes:*ContainerRestartRuleOnExitCodes
    VolumeMount = Name:string ReadOnly:bool RecursiveReadOnly:*RecursiveReadOnlyMode
      MountPath:string SubPath:string MountPropagation:*MountPropagationMode SubPathExpr:string
    VolumeDevice = Name:string DevicePath:string
    Probe = :ProbeHandler InitialDelaySeconds:int32 TimeoutSeconds:int32 PeriodSeconds:int32
      SuccessThreshold:int32 FailureThreshold:int32 TerminationGracePeriodSeconds:*int64
    Lifecycle = PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*Signal
    SecurityContext = Capabilities:*Capabilities Privileged:*bool
      SELinuxOptions:*SELinuxOptions:seLinuxOptions WindowsOptions:*WindowsSecurityContextOptions
      RunAsUser:*int64 RunAsGroup:*int64 RunAsNonRoot:*bool ReadOnlyRootFilesystem:*bool
      AllowPrivilegeEscalation:*bool ProcMount:*ProcMountType SeccompProfile:*SeccompProfile
      AppArmorProfile:*AppArmorProfile
    EphemeralContainerCommon = Name:string Image:string Command:[]string Args:[]string
      WorkingDir:string Ports:[]ContainerPort EnvFrom:[]EnvFromSource Env:[]EnvVar
      Resources:ResourceRequirements ResizePolicy:[]ContainerResizePolicy
      RestartPolicy:*ContainerRestartPolicy RestartPolicyRules:[]ContainerRestartRule
      VolumeMounts:[]VolumeMount VolumeDevices:[]VolumeDevice LivenessProbe:*Probe
      ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:string
      TerminationMessagePolicy:TerminationMessagePolicy ImagePullPolicy:PullPolicy
      SecurityContext:*SecurityContext Stdin:bool StdinOnce:bool TTY:bool:tty
    SELinuxOptions = User:string Role:string Type:string Level:string
    WindowsSecurityContextOptions = GMSACredentialSpecName:*string:gmsaCredentialSpecName
      GMSACredentialSpec:*string:gmsaCredentialSpec RunAsUserName:*string HostProcess:*bool
    Sysctl = Name:string Value:string
    SeccompProfile = Type:SeccompProfileType LocalhostProfile:*string
    AppArmorProfile = Type:AppArmorProfileType LocalhostProfile:*string
    NodeAffinity = RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector
      PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
    PodAffinity = RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
      PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
    PodAntiAffinity = RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
      PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
    PodDNSConfigOption = Name:string Value:*string
    LabelSelector = MatchLabels:map[string]string MatchExpressions:[]LabelSelectorRequirement
    ResourceClaim = Name:string Request:string
    HostPathVolumeSource = Path:string Type:*HostPathType
    EmptyDirVolumeSource = Medium:StorageMedium SizeLimit:*resource.Quantity
    GCEPersistentDiskVolumeSource = PDName:string:pdName FSType:string:fsType Partition:int32
      ReadOnly:bool
    AWSElasticBlockStoreVolumeSource = VolumeID:string FSType:string:fsType Partition:int32
      ReadOnly:bool
    GitRepoVolumeSource = Repository:string Revision:string Directory:string
    SecretVolumeSource = SecretName:string Items:[]KeyToPath DefaultMode:*int32 Optional:*bool
    NFSVolumeSource = Server:string Path:string ReadOnly:bool
    ISCSIVolumeSource = TargetPortal:string IQN:string:iqn Lun:int32
      ISCSIInterface:string:iscsiInterface FSType:string:fsType ReadOnly:bool Portals:[]string
      DiscoveryCHAPAuth:bool:chapAuthDiscovery SessionCHAPAuth:bool:chapAuthSession
      SecretRef:*LocalObjectReference InitiatorName:*string
    GlusterfsVolumeSource = EndpointsName:string:endpoints Path:string ReadOnly:bool
    PersistentVolumeClaimVolumeSource = ClaimName:string ReadOnly:bool
    RBDVolumeSource = CephMonitors:[]string:monitors RBDImage:string:image FSType:string:fsType
      RBDPool:string:pool RadosUser:string:user Keyring:string SecretRef:*LocalObjectReference
      ReadOnly:bool
    FlexVolumeSource = Driver:string FSType:string:fsType SecretRef:*LocalObjectReference
      ReadOnly:bool Options:map[string]string
    CinderVolumeSource = VolumeID:string FSType:string:fsType ReadOnly:bool
      SecretRef:*LocalObjectReference
    CephFSVolumeSource = Monitors:[]string Path:string User:string SecretFile:string
      SecretRef:*LocalObjectReference ReadOnly:bool
    FlockerVolumeSource = DatasetName:string DatasetUUID:string
    DownwardAPIVolumeSource = Items:[]DownwardAPIVolumeFile DefaultMode:*int32
    FCVolumeSource = TargetWWNs:[]string Lun:*int32 FSType:string:fsType ReadOnly:bool
      WWIDs:[]string:wwids
    AzureFileVolumeSource = SecretName:string ShareName:string ReadOnly:bool
    ConfigMapVolumeSource = :LocalObjectReference Items:[]KeyToPath DefaultMode:*int32
      Optional:*bool
    VsphereVirtualDiskVolumeSource = VolumePath:string FSType:string:fsType StoragePolicyName:string
      StoragePolicyID:string
    QuobyteVolumeSource = Registry:string Volume:string ReadOnly:bool User:string Group:string
      Tenant:string
    AzureDiskVolumeSource = DiskName:string DataDiskURI:string:diskURI
      CachingMode:*AzureDataDiskCachingMode FSType:*string:fsType ReadOnly:*bool
      Kind:*AzureDataDiskKind
    PhotonPersistentDiskVolumeSource = PdID:string FSType:string:fsType
    ProjectedVolumeSource = Sources:[]VolumeProjection DefaultMode:*int32
    PortworxVolumeSource = VolumeID:string FSType:string:fsType ReadOnly:bool
    ScaleIOVolumeSource = Gateway:string System:string SecretRef:*LocalObjectReference
      SSLEnabled:bool:sslEnabled ProtectionDomain:string StoragePool:string StorageMode:string
      VolumeName:string FSType:string:fsType ReadOnly:bool
    StorageOSVolumeSource = VolumeName:string VolumeNamespace:string FSType:string:fsType
      ReadOnly:bool SecretRef:*LocalObjectReference
    CSIVolumeSource = Driver:string ReadOnly:*bool FSType:*string:fsType
      VolumeAttributes:map[string]string NodePublishSecretRef:*LocalObjectReference
    EphemeralVolumeSource = VolumeClaimTemplate:*PersistentVolumeClaimTemplate
    ImageVolumeSource = Reference:string PullPolicy:PullPolicy
    ConfigMapEnvSource = :LocalObjectReference Optional:*bool
    SecretEnvSource = :LocalObjectReference Optional:*bool
    EnvVarSource = FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector
      ConfigMapKeyRef:*ConfigMapKeySelector SecretKeyRef:*SecretKeySelector
      FileKeyRef:*FileKeySelector
    ContainerRestartRuleOnExitCodes = Operator:ContainerRestartRuleOnExitCodesOperator
      Values:[]int32
    ProbeHandler = Exec:*ExecAction HTTPGet:*HTTPGetAction:httpGet
      TCPSocket:*TCPSocketAction:tcpSocket GRPC:*GRPCAction:grpc
    LifecycleHandler = Exec:*ExecAction HTTPGet:*HTTPGetAction:httpGet
      TCPSocket:*TCPSocketAction:tcpSocket Sleep:*SleepAction
    Capabilities = Add:[]Capability Drop:[]Capability
    NodeSelector = NodeSelectorTerms:[]NodeSelectorTerm
    PreferredSchedulingTerm = Weight:int32 Preference:NodeSelectorTerm
    PodAffinityTerm = LabelSelector:*LabelSelector Namespaces:[]string TopologyKey:string
      NamespaceSelector:*LabelSelector MatchLabelKeys:[]string MismatchLabelKeys:[]string
    WeightedPodAffinityTerm = Weight:int32 PodAffinityTerm:PodAffinityTerm
    LabelSelectorRequirement = Key:string Operator:LabelSelectorOperator Values:[]string
    KeyToPath = Key:string Path:string Mode:*int32
    DownwardAPIVolumeFile = Path:string FieldRef:*ObjectFieldSelector
      ResourceFieldRef:*ResourceFieldSelector Mode:*int32
    VolumeProjection = Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection
      ConfigMap:*ConfigMapProjection ServiceAccountToken:*ServiceAccountTokenProjection
      ClusterTrustBundle:*ClusterTrustBundleProjection PodCertificate:*PodCertificateProjection
    PersistentVolumeClaimTemplate = :ObjectMeta:metadata Spec:PersistentVolumeClaimSpec
    ObjectFieldSelector = APIVersion:string:apiVersion FieldPath:string
    ResourceFieldSelector = ContainerName:string Resource:string Divisor:resource.Quantity
    ConfigMapKeySelector = :LocalObjectReference Key:string Optional:*bool
    SecretKeySelector = :LocalObjectReference Key:string Optional:*bool
    FileKeySelector = VolumeName:string Path:string Key:string Optional:*bool
    ExecAction = Command:[]string
    HTTPGetAction = Path:string Port:intstr.IntOrString Host:string Scheme:URIScheme
      HTTPHeaders:[]HTTPHeader:httpHeaders
    TCPSocketAction = Port:intstr.IntOrString Host:string
    GRPCAction = Port:int32 Service:*string
    SleepAction = Seconds:int64
    NodeSelectorTerm = MatchExpressions:[]NodeSelectorRequirement
      MatchFields:[]NodeSelectorRequirement
    SecretProjection = :LocalObjectReference Items:[]KeyToPath Optional:*bool
    DownwardAPIProjection = Items:[]DownwardAPIVolumeFile
    ConfigMapProjection = :LocalObjectReference Items:[]KeyToPath Optional:*bool
    ServiceAccountTokenProjection = Audience:string ExpirationSeconds:*int64 Path:string
    ClusterTrustBundleProjection = Name:*string SignerName:*string LabelSelector:*LabelSelector
      Optional:*bool Path:string
    PodCertificateProjection = SignerName:string KeyType:string MaxExpirationSeconds:*int32
      CredentialBundlePath:string KeyPath:string CertificateChainPath:string
      UserAnnotations:map[string]string
    PersistentVolumeClaimSpec = AccessModes:[]PersistentVolumeAccessMode Selector:*LabelSelector
      Resources:VolumeResourceRequirements VolumeName:string StorageClassName:*string
      VolumeMode:*PersistentVolumeMode DataSource:*TypedLocalObjectReference
      DataSourceRef:*TypedObjectReference VolumeAttributesClassName:*string
    HTTPHeader = Name:string Value:string
    NodeSelectorRequirement = Key:string Operator:NodeSelectorOperator Values:[]string
    VolumeResourceRequirements = Limits:ResourceList Requests:ResourceList
    TypedLocalObjectReference = APIGroup:*string:apiGroup Kind:string Name:string
    TypedObjectReference = APIGroup:*string:apiGroup Kind:string Name:string Namespace:*string
    """
}
